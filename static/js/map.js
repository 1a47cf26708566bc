// Where map tiles are allowed and come: a map one can move, over the drawing. Its numbers are the list's. Offline the drawing stays.
"use strict";
(() => {
  let map = null;
  const pin = (element, name) => L.marker([Number(element.dataset.lat), Number(element.dataset.lng)], {
    icon: L.divIcon({ className: name, html: element.querySelector("text")?.textContent || "", iconSize: name === "map-from" ? [16, 16] : [element.querySelector("rect") ? 44 : 28, 28] }),
    title: element.getAttribute("aria-label") || element.textContent.trim(), keyboard: false,
  });
  const draw = () => {
    const frame = document.querySelector(".map-frame[data-tiles]");
    map?.remove();
    map = null;
    document.querySelector(".map-tiles")?.remove();
    if (!frame || !navigator.onLine) return;
    const place = document.createElement("div");
    place.className = "map-tiles no-print";
    frame.prepend(place);
    const made = L.map(place, { attributionControl: true, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
    map = made;
    made.attributionControl.setPrefix(false);
    const credit = document.createElement("a");
    credit.href = frame.dataset.about;
    credit.rel = "noopener noreferrer";
    credit.textContent = frame.dataset.credit;
    const tiles = L.tileLayer(frame.dataset.tiles, { attribution: credit.outerHTML, maxZoom: 18, minZoom: 5 });
    let came = false;
    tiles.on("tileload", () => { came = true; });
    tiles.on("tileerror", () => {
      if (came || map !== made) return;
      made.remove();
      map = null;
      place.remove(); // no tiles: the drawing is there
    });
    tiles.addTo(made);
    const pins = [...frame.querySelectorAll(".map-pin")].map((one) => {
      const marker = pin(one, "map-number");
      return marker.on("click", () => { location.hash = one.getAttribute("href"); });
    });
    const start = frame.querySelector(".map-start");
    if (start) pins.push(pin(start, "map-from"));
    const group = L.featureGroup(pins).addTo(made);
    if (pins.length) made.fitBounds(group.getBounds().pad(0.15), { maxZoom: 15 });
    else made.setView([36, 138], 5);
  };
  document.addEventListener("htmx:after:swap", draw);
  addEventListener("online", draw);
  draw();
})();
