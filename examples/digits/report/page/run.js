// The model, the command and the machine.
{
    const { machine } = data;
    const memory = machine.memory > 0 ? `, ${(machine.memory / 2 ** 30).toFixed(1)} GiB of memory` : "";
    const threads = machine.threads > 0 ? `, ${count(machine.threads)} threads at once` : "";
    const entries = [
        ["Command", html("code", {}, data.command)],
        ["Resumed", data.resumed ? "yes; the command makes the run anew, to the bit" : "no"],
        ["Processor", machine.processor + threads + memory],
        ["System", machine.system],
        ["Compiler", machine.compiler],
        ["BLAS", machine.blas],
        ["Written", data.date]];
    byId("summary").textContent = data.summary;
    byId("run").append(html("dl", {}, ...entries.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, value)])));
}
