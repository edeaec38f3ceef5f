// The head of the page: what was trained, and what came of it.
{
    const sum = numbers => numbers.reduce((total, number) => total + number, 0);
    const rows = sum(data.confusion.map(sum));
    const right = sum(digits.map(digit => data.confusion[digit][digit]));
    const best = data.epochs.find(epoch => epoch.epoch === data.best);
    const tile = (name, value, remark) => html("div", { class: "tile" }, html("p", { class: "name" }, name), html("p", { class: "value" }, value),
                                               html("p", { class: "remark" }, remark));

    document.title = data.model + ": a training run of digits";
    byId("model").textContent = data.model;
    byId("lead").textContent = `Trained on ${data.data}: ${data.split}.`;
    byId("tiles").append(
        tile("Validation accuracy", rows > 0 ? percent(right / rows, 2) : "–", `${count(right)} of ${count(rows)} rows`),
        tile("Validation loss", best ? fixed(best.val_loss, 4) : "–", "cross-entropy"),
        tile("Best epoch", best ? String(best.epoch) : "–", `of ${count(data.epochs.length)}`),
        tile("Parameters", count(data.parameters), "float32"),
        tile("Time", data.epochs.length > 0 ? duration(sum(data.epochs.map(epoch => epoch.seconds))) : "–", "all epochs"));
}
