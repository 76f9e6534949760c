package io.twinbeam.model.format.dicom;

/**
 * How a slice's intensities are stored (PS3.3, C.7.6.3 and C.11.1).
 *
 * @param rows pixels from top to bottom
 * @param columns pixels from left to right, which run fastest
 * @param bitsAllocated 8, 16 or 32 bits a pixel
 * @param bitsStored how many of them hold the number; others (overlays of old) are cut off
 * @param highBit the highest of the bits stored
 * @param signed whether the number is in two's complement
 * @param slope what a stored number is multiplied by
 * @param intercept what is added then
 */
record PixelLayout(
    int rows,
    int columns,
    int bitsAllocated,
    int bitsStored,
    int highBit,
    boolean signed,
    double slope,
    double intercept) {

  // Some JVMs refuse arrays within a few words of Integer.MAX_VALUE.
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  /**
   * The layout that a header declares, refused where it is not one grey-scale frame of whole
   * numbers. MONOCHROME1 asks a viewer to show low values bright and leaves the numbers alone, so
   * it is read as MONOCHROME2 is.
   */
  static PixelLayout of(Attributes header) {
    requireOneGreyFrame(header);
    int allocated = header.uint16(Tag.BITS_ALLOCATED);
    int stored = header.uint16(Tag.BITS_STORED, allocated);
    int high = header.uint16(Tag.HIGH_BIT, Math.max(0, stored - 1));
    int representation = header.uint16(Tag.PIXEL_REPRESENTATION);
    if (allocated != 8 && allocated != 16 && allocated != 32) {
      throw Refusal.unsupported("BitsAllocated must be 8, 16 or 32, is " + allocated);
    }
    if (stored < 1 || high >= allocated || high < stored - 1 || representation > 1) {
      throw Refusal.malformed(
          "BitsStored, HighBit and PixelRepresentation must fit "
              + allocated
              + " bits, are "
              + stored
              + ", "
              + high
              + " and "
              + representation);
    }
    double slope = header.decimal(Tag.RESCALE_SLOPE).orElse(1);
    if (slope == 0) {
      throw Refusal.malformed("RescaleSlope must not be 0, is");
    }
    PixelLayout layout =
        new PixelLayout(
            header.uint16(Tag.ROWS),
            header.uint16(Tag.COLUMNS),
            allocated,
            stored,
            high,
            representation == 1,
            slope,
            header.decimal(Tag.RESCALE_INTERCEPT).orElse(0));
    layout.requireArray();
    return layout;
  }

  /** Bytes of one slice without padding. */
  int storedBytes() {
    return rows * columns * (bitsAllocated / 8);
  }

  /** The intensity of pixel {@code n}, counted along the rows; 32-bit numbers are rounded. */
  float valueAt(byte[] littleEndian, int n) {
    long raw = 0;
    int width = bitsAllocated / 8;
    for (int b = width - 1; b >= 0; b--) {
      raw = raw << 8 | (littleEndian[n * width + b] & 0xff);
    }
    // Drops what lies above the high bit, then shifts down with or without the sign.
    raw <<= 63 - highBit;
    int unused = 64 - bitsStored;
    long number = signed ? raw >> unused : raw >>> unused;
    return (float) (number * slope + intercept);
  }

  private static void requireOneGreyFrame(Attributes header) {
    if (!header.has(Tag.ROWS) || !header.has(Tag.COLUMNS)) {
      throw Refusal.unsupported("a slice must have Rows and Columns, this object is no image");
    }
    int samples = header.uint16(Tag.SAMPLES_PER_PIXEL, 1);
    String colours = header.text(Tag.PHOTOMETRIC_INTERPRETATION);
    boolean grey =
        colours.isEmpty() || colours.equals("MONOCHROME1") || colours.equals("MONOCHROME2");
    if (samples != 1 || !grey) {
      throw Refusal.unsupported(
          "a slice must be MONOCHROME1 or MONOCHROME2 with 1 sample a pixel, has "
              + samples
              + (grey ? "" : " and is in colour"));
    }
    double frames = header.decimal(Tag.NUMBER_OF_FRAMES).orElse(1);
    if (frames != 1) {
      throw Refusal.unsupported("a file must hold 1 frame, holds " + frames);
    }
    if (header.has(Tag.MODALITY_LUT_SEQUENCE)) {
      throw Refusal.unsupported("intensities must be linear, this slice has a ModalityLUTSequence");
    }
  }

  private void requireArray() {
    if (rows < 1 || columns < 1) {
      throw Refusal.malformed("Rows and Columns must be above 0, are " + rows + " and " + columns);
    }
    long bytes = (long) rows * columns * (bitsAllocated / 8);
    if (bytes > MAX_BYTES) {
      throw Refusal.tooLarge("a slice", bytes, MAX_BYTES);
    }
  }

  @Override
  public String toString() {
    return rows + " rows, " + columns + " columns, " + bitsAllocated + " bits";
  }
}
