package io.twinbeam.model.format.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Inflater;

/**
 * A DICOM file read up to its pixel data: the attributes of {@link Tag} at the top level, all else
 * skipped. Nested data sets are never looked into, so an icon's Rows are not taken for the image's.
 */
final class DicomFile implements AutoCloseable {

  private static final int PREAMBLE_BYTES = 128;
  private static final byte[] MAGIC = {'D', 'I', 'C', 'M'};
  // The longest of the values that are read, six decimals of 16 characters, is a tenth of this.
  private static final int MAX_VALUE_BYTES = 1024;
  // Float and double pixel data (7fe0,0008-9) end the header as pixel data do.
  private static final int FIRST_PIXELS = 0x7fe00008;

  private final Attributes attributes = new Attributes();
  private final Inflater inflater = new Inflater(true);
  private DicomStream stream;
  private TransferSyntax syntax;
  private Element pixels;

  private DicomFile(InputStream in, long maxBytes) {
    this.stream = new DicomStream(in, maxBytes);
  }

  /**
   * Reads the header; at most {@code maxBytes} are taken, counted after inflation.
   *
   * @throws io.twinbeam.model.volume.InvalidCaseException where the file cannot be used
   */
  static DicomFile open(InputStream in, long maxBytes) throws IOException {
    DicomFile file = new DicomFile(in, maxBytes);
    try {
      file.readMeta();
      file.readHeader();
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  Attributes attributes() {
    return attributes;
  }

  TransferSyntax syntax() {
    return syntax;
  }

  /** The stored pixels, little endian whatever the file's order; call once. */
  byte[] readPixels(PixelLayout layout) throws IOException {
    syntax.requirePlain();
    if (pixels == null) {
      throw Refusal.unsupported("a slice must have integer PixelData, has none");
    }
    int wanted = layout.storedBytes();
    long padded = (long) wanted + (wanted & 1);
    if (pixels.length() != wanted && pixels.length() != padded) {
      throw Refusal.malformed(
          "PixelData must have "
              + wanted
              + " bytes for "
              + layout
              + ", has "
              + (pixels.length() == Element.UNDEFINED ? "no stated length" : pixels.length()));
    }
    byte[] stored = stream.bytes((int) pixels.length());
    if (syntax.order() == ByteOrder.BIG_ENDIAN && !pixels.representation().equals("OB")) {
      swapWords(stored);
    }
    return stored;
  }

  @Override
  public void close() {
    inflater.end();
  }

  private void readMeta() throws IOException {
    byte[] start = stream.peek(PREAMBLE_BYTES + MAGIC.length);
    if (Arrays.equals(
        start, Math.min(PREAMBLE_BYTES, start.length), start.length, MAGIC, 0, MAGIC.length)) {
      stream.skip(start.length);
    }
    // File meta information is explicit and little endian whatever follows (PS3.10, 7.1).
    for (byte[] next = stream.peek(2); next.length == 2 && next[0] == 2 && next[1] == 0; ) {
      collect(Element.read(stream, true), new Skipper(stream, true));
      next = stream.peek(2);
    }
    String uid = attributes.uid(Tag.TRANSFER_SYNTAX_UID);
    syntax = uid.isEmpty() ? TransferSyntax.sniff(stream.peek(6)) : TransferSyntax.of(uid);
  }

  private void readHeader() throws IOException {
    if (syntax.deflated()) {
      stream = stream.inflated(inflater);
    }
    stream.order(syntax.order());
    attributes.order(syntax.order());
    Skipper skipper = new Skipper(stream, syntax.explicit());
    while (!stream.atEnd()) {
      Element element = Element.read(stream, syntax.explicit());
      if (element.isItemTag()) {
        throw Refusal.malformed("items must lie in a sequence, found " + element.name());
      }
      if (Integer.compareUnsigned(element.number(), FIRST_PIXELS) >= 0) {
        pixels = element.number() == Element.PIXEL_DATA ? element : null;
        return;
      }
      collect(element, skipper);
    }
  }

  private void collect(Element element, Skipper skipper) throws IOException {
    Tag tag = Tag.of(element.number());
    if (tag == null || tag == Tag.MODALITY_LUT_SEQUENCE) {
      if (tag != null && element.length() > 0) {
        attributes.put(tag, new byte[0]);
      }
      skipper.skip(element);
      return;
    }
    if (element.length() > MAX_VALUE_BYTES) {
      throw Refusal.malformed(
          tag.keyword() + " must have at most " + MAX_VALUE_BYTES + " bytes, has more");
    }
    attributes.put(tag, stream.bytes((int) element.length()));
  }

  // Pixels form one little-endian stream cut into 16-bit words, whose bytes big endian swaps
  // (PS3.5, 8.1.1 and A.3): right for 8, 16 and 32 bits a pixel.
  private static void swapWords(byte[] stored) {
    for (int n = 0; n + 1 < stored.length; n += 2) {
      byte low = stored[n + 1];
      stored[n + 1] = stored[n];
      stored[n] = low;
    }
  }
}
