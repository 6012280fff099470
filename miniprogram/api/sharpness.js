// Whether a photo is blurred: how much neighbouring pixels of a small copy differ (the variance of
// the Laplacian). It warns only; the person decides.

const SIDE = 240; // pixels of the longer side of the copy
const BLURRED = 40; // below, letters of a document cannot be read

/** Brightness of each pixel, of RGBA data. */
function grey({ data, width, height }) {
  const values = new Float32Array(width * height);
  for (let index = 0; index < values.length; index += 1) {
    const at = index * 4;
    values[index] = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  }
  return values;
}

/** The variance of the Laplacian of an image {data, width, height}. */
function sharpness(image) {
  const { width, height } = image;
  const values = grey(image);
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const around = values[at - 1] + values[at + 1] + values[at - width] + values[at + width];
      const edge = around - 4 * values[at];
      sum += edge;
      squares += edge * edge;
      count += 1;
    }
  }
  return count ? squares / count - (sum / count) ** 2 : 0;
}

/** Draw an image {address, width, height} on a canvas node; resolves to whether it is blurred. */
async function isBlurred(canvas, { address, width, height }) {
  canvas.width = width;
  canvas.height = height;
  const image = canvas.createImage();
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = reject;
    image.src = address;
  });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, width, height);
  return sharpness(context.getImageData(0, 0, width, height)) < BLURRED;
}

module.exports = { SIDE, sharpness, isBlurred };
