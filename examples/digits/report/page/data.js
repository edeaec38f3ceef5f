// What the page is about.
const data = JSON.parse(byId("data").textContent);
setLetters(data.letters);
