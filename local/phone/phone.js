// The phone on the table: as wide as the address says, showing the screen.

const phone = document.getElementById('phone');
const asked = new URLSearchParams(location.search);
if (asked.has('width')) phone.style.width = `${Number(asked.get('width'))}px`;
phone.src = `screen.html${location.search}`;
