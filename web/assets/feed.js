// Lets a button copy the calendar's address. Without this script the button stays hidden, and the address is there to copy.
const button = document.getElementById("copy");
const address = document.getElementById("address");
const told = document.getElementById("told");

address.addEventListener("focus", () => address.select());
button.hidden = false;
button.addEventListener("click", async () => {
  told.textContent = "";
  try {
    await navigator.clipboard.writeText(address.value);
    told.textContent = button.dataset.copied;
  } catch {
    address.focus();
    address.select();
    told.textContent = button.dataset.notCopied;
  }
});
