// A photograph is made as small on the device as it will be kept, before it is sent: a tenth of the bytes on a bad line.
"use strict";
window.renkei = window.renkei || {};

renkei.smaller = async (file) => {
  if (!/^image\/(jpeg|webp|hei[cf])$/.test(file.type) || (file.size < 1000000 && !/hei[cf]$/.test(file.type))) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const part = Math.min(1, 2000 / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * part);
    canvas.height = Math.round(image.height * part);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
    return drawn && (drawn.size < file.size || /hei[cf]$/.test(file.type)) ? new File([drawn], file.name, { type: "image/jpeg" }) : file;
  } catch { return file; } // what this browser cannot read, the server says something about
};
