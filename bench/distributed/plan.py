"""How a training step scales over nodes: a model of its compute, latency and bandwidth.

A step on P nodes that share a batch of B samples takes
    compute  B / P * sample                                forward and backward; a third of it forward
    sums     2 log2(P) latency + 2 (P - 1) / P * gradients / bandwidth
    update   of all parameters, on every node
and what is hidden of the sums is at most `hidden` of the time of the backward pass. Each BatchNorm adds three small sums that nothing hides.
The defaults are the network of bench/distributed/steps.cpp, a node of 32 cores and a network of 100 Gbit/s; measure yours.
"""
import argparse
import math

NODES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000)


def step(nodes, batch, model):
    """Seconds of a step, and those of its sums that are not hidden."""
    compute = batch / nodes * model.sample
    if nodes == 1:
        return compute + model.update, 0.0
    rounds = 2 * math.ceil(math.log2(nodes)) * model.latency
    sums = rounds + 2 * (nodes - 1) / nodes * 4 * model.parameters / model.bandwidth
    open_sums = max(0.0, sums - model.hidden * compute * 2 / 3) + 3 * model.batch_norms * rounds
    return compute + model.update + open_sums, open_sums


def table(title, batch_on, model):
    """Rows of the table; `batch_on(nodes)` is the whole batch."""
    alone = step(1, batch_on(1), model)[0] / batch_on(1)
    yield title
    yield f"{'nodes':>6} {'batch':>9} {'step ms':>9} {'of it sums':>10} {'samples/s':>12} {'efficiency':>10}"
    for nodes in NODES:
        batch = batch_on(nodes)
        seconds, sums = step(nodes, batch, model)
        yield (f"{nodes:>6} {batch:>9} {1e3 * seconds:>9.2f} {100 * sums / seconds:>8.0f} % {batch / seconds:>12.0f} "
               f"{100 * alone * batch / seconds / nodes:>8.0f} %")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=float, default=10e-6, help="seconds of a node for a sample, forward and backward (%(default)s)")
    parser.add_argument("--update", type=float, default=0.2e-3, help="seconds of the optimiser (%(default)s)")
    parser.add_argument("--parameters", type=float, default=857_738, help="how many (%(default)s)")
    parser.add_argument("--latency", type=float, default=2e-6, help="seconds of a message (%(default)s)")
    parser.add_argument("--bandwidth", type=float, default=10e9, help="bytes/s of a node (%(default)s)")
    parser.add_argument("--hidden", type=float, default=0.5, help="share of the backward pass behind which sums hide (%(default)s)")
    parser.add_argument("--batch-norms", type=int, default=0, help="layers (%(default)s)")
    parser.add_argument("--batch", type=int, default=8192, help="samples of all nodes, in the first table (%(default)s)")
    parser.add_argument("--batch-of-node", type=int, default=128, help="samples of each, in the second (%(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    print("\n".join(table("The same batch on more nodes", lambda nodes: given.batch, given)))
    print()
    print("\n".join(table("As large a batch on each node", lambda nodes: given.batch_of_node * nodes, given)))
