"""Ten steps of each optimiser on a fixed sequence of gradients, the learning rates of each schedule, and clipping."""
import math
import warnings

import torch
from torch.optim import lr_scheduler

from golden_file import seed, write

STEPS, COUNT = 10, 7


def optimiser_case(case, optimiser, **settings):
    seed(case)
    parameter = torch.nn.Parameter(torch.randn(COUNT))
    gradients = torch.randn(STEPS, COUNT)
    gradients[:, 0] = 0  # a parameter that nothing uses
    tensors = {"parameter": parameter.detach().clone(), "gradients": gradients}
    stepper = optimiser([parameter], **settings)
    trajectory = []
    for gradient in gradients:
        parameter.grad = gradient.clone()
        stepper.step()
        trajectory.append(parameter.detach().clone())
    tensors["trajectory"] = torch.stack(trajectory)
    write(case, tensors, **settings)


def learning_rates(make_schedule, steps, lr):
    """(steps,): the rate that each step uses, the first one included, as torch's own schedulers give it."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    schedule = make_schedule(optimiser)
    rates = []
    for _ in range(steps):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return rates


def cosine_with_warm_up(step, steps, warm_up, lr, minimum):
    """step counts from 0. Warm-up: lr (step + 1) / warm_up. Then half a cosine from lr (at step = warm_up) towards minimum (at step = steps)."""
    if step < warm_up:
        return lr * (step + 1) / warm_up
    return minimum + (lr - minimum) * (1 + math.cos(math.pi * (step - warm_up) / (steps - warm_up))) / 2


def write_schedule_cases():
    steps, warm_up, lr, minimum = 20, 5, 0.01, 0.0005
    warnings.filterwarnings("ignore", message="The epoch parameter in")  # from within SequentialLR
    rates = [cosine_with_warm_up(step, steps, warm_up, lr, minimum) for step in range(steps + 1)]
    linear = lambda optimiser: lr_scheduler.LinearLR(optimiser, 1 / warm_up, total_iters=warm_up - 1)
    cosine = lambda optimiser: lr_scheduler.CosineAnnealingLR(optimiser, steps - warm_up, eta_min=minimum)
    both = lambda optimiser: lr_scheduler.SequentialLR(optimiser, [linear(optimiser), cosine(optimiser)], [warm_up])
    torch.testing.assert_close(rates, learning_rates(both, steps + 1, lr), rtol=1e-12, atol=0)
    write("schedule_cosine_warm_up", {"rates": rates}, steps=steps, warm_up=warm_up, lr=lr, minimum=minimum,
          formula="s < warm_up: lr (s + 1) / warm_up; else minimum + (lr - minimum) (1 + cos(pi (s - warm_up) / (steps - warm_up))) / 2")

    step_size, gamma = 3, 0.5
    step = lambda optimiser: lr_scheduler.StepLR(optimiser, step_size, gamma)
    write("schedule_step", {"rates": learning_rates(step, 10, lr)}, step_size=step_size, gamma=gamma, lr=lr)


def write_clipping_case():
    """Two rows, one above and one below the largest norm. torch scales by max_norm / (norm + 1e-6), and never up."""
    seed("gradient_clipping")
    gradients = torch.stack([3 * torch.randn(COUNT), 0.1 * torch.randn(COUNT)])
    norms, clipped = [], []
    for gradient in gradients:
        parameter = torch.nn.Parameter(torch.zeros(COUNT))
        parameter.grad = gradient.clone()
        norms.append(torch.nn.utils.clip_grad_norm_([parameter], 1.5).item())
        clipped.append(parameter.grad)
    write("gradient_clipping", {"gradients": gradients, "norms": norms, "clipped": torch.stack(clipped)}, max_norm=1.5)


def write_optimiser_cases():
    def adam(make):
        return lambda parameters, lr, beta1, beta2, eps, **rest: make(parameters, lr, (beta1, beta2), eps, **rest)

    rates = {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    optimiser_case("sgd", torch.optim.SGD, lr=0.1)
    optimiser_case("sgd_momentum", torch.optim.SGD, lr=0.1, momentum=0.9)
    optimiser_case("adam", adam(torch.optim.Adam), **rates)
    optimiser_case("adam_weight_decay", adam(torch.optim.Adam), **rates, weight_decay=0.1)  # added to the gradient
    optimiser_case("adamw", adam(torch.optim.AdamW), **rates, weight_decay=0.1)  # taken from the parameter
    write_schedule_cases()
    write_clipping_case()
