package io.twinbeam.model.format.dicom;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;

/**
 * DICOM files written element by element for the tests; shares no code with the reader. Elements
 * are written in ascending order whatever the order of the calls.
 */
public final class DicomBytes {

  public enum Syntax {
    IMPLICIT("1.2.840.10008.1.2"),
    EXPLICIT("1.2.840.10008.1.2.1"),
    DEFLATED("1.2.840.10008.1.2.1.99"),
    BIG("1.2.840.10008.1.2.2");

    final String uid;

    Syntax(String uid) {
      this.uid = uid;
    }

    ByteOrder order() {
      return this == BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
  }

  private static final Set<String> LONG = Set.of("OB", "OW", "SQ", "UN", "UT");

  private final Syntax syntax;
  private final TreeMap<Long, byte[]> elements = new TreeMap<>();
  private String declared;
  private boolean preamble = true;
  private boolean meta = true;

  private DicomBytes(Syntax syntax) {
    this.syntax = syntax;
    this.declared = syntax.uid;
  }

  public static DicomBytes empty(Syntax syntax) {
    return new DicomBytes(syntax);
  }

  /** Two rows of three columns holding 1 to 6, in signed 16 bits, axial at the origin. */
  public static DicomBytes slice(Syntax syntax) {
    return empty(syntax)
        .text(0x00080018, "UI", "1.2.3.4.5")
        .text(0x00080060, "CS", "MR")
        .text(0x0008103e, "LO", "T2 axial")
        .text(0x0020000e, "UI", "1.2.3.4")
        .text(0x00200032, "DS", "0\\0\\0")
        .text(0x00200037, "DS", "1\\0\\0\\0\\1\\0")
        .us(0x00280002, 1)
        .text(0x00280004, "CS", "MONOCHROME2")
        .us(0x00280010, 2)
        .us(0x00280011, 3)
        .text(0x00280030, "DS", "2\\0.5")
        .us(0x00280100, 16)
        .us(0x00280101, 16)
        .us(0x00280102, 15)
        .us(0x00280103, 1)
        .pixels(1, 2, 3, 4, 5, 6);
  }

  public static DicomBytes slice() {
    return slice(Syntax.EXPLICIT);
  }

  public DicomBytes at(double x, double y, double z) {
    return text(0x00200032, "DS", x + "\\" + y + "\\" + z);
  }

  public DicomBytes text(int tag, String vr, String value) {
    String padded = value.length() % 2 == 0 ? value : value + (vr.equals("UI") ? "\0" : " ");
    return bytes(tag, vr, padded.getBytes(StandardCharsets.ISO_8859_1));
  }

  public DicomBytes us(int tag, int value) {
    return bytes(
        tag, "US", ByteBuffer.allocate(2).order(syntax.order()).putShort((short) value).array());
  }

  /** Words of 16 bits. */
  public DicomBytes pixels(int... words) {
    ByteBuffer value = ByteBuffer.allocate(2 * words.length).order(syntax.order());
    for (int word : words) {
      value.putShort((short) word);
    }
    return bytes(0x7fe00010, "OW", value.array());
  }

  public DicomBytes bytes(int tag, String vr, byte[] value) {
    return element(tag, vr, value.length, value);
  }

  /** An element whose stated length may be untrue. */
  public DicomBytes element(int tag, String vr, long length, byte[] value) {
    elements.put(tag & 0xffffffffL, encoded(syntax, tag, vr, length, value));
    return this;
  }

  /** A sequence of the given items, with stated or undefined lengths of itself and its items. */
  public DicomBytes sequence(int tag, String vr, boolean undefined, DicomBytes... items) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (DicomBytes item : items) {
      byte[] body = item.dataSet();
      content.writeBytes(encoded(syntax, 0xfffee000, "", undefined ? -1 : body.length, body));
      if (undefined) {
        content.writeBytes(encoded(syntax, 0xfffee00d, "", 0, new byte[0]));
      }
    }
    if (undefined) {
      content.writeBytes(encoded(syntax, 0xfffee0dd, "", 0, new byte[0]));
    }
    return element(tag, vr, undefined ? -1 : content.size(), content.toByteArray());
  }

  public DicomBytes without(int tag) {
    elements.remove(tag & 0xffffffffL);
    return this;
  }

  /** States another transfer syntax than the one written. */
  public DicomBytes declared(String uid) {
    declared = uid;
    return this;
  }

  public DicomBytes withoutPreamble() {
    preamble = false;
    return this;
  }

  public DicomBytes withoutMeta() {
    meta = false;
    return this;
  }

  public byte[] dataSet() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    elements.values().forEach(out::writeBytes);
    return out.toByteArray();
  }

  public byte[] toArray() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (preamble) {
      out.writeBytes(new byte[128]);
      out.writeBytes(new byte[] {'D', 'I', 'C', 'M'});
    }
    if (meta) {
      DicomBytes head = empty(Syntax.EXPLICIT).text(0x00020010, "UI", declared);
      head.bytes(0x00020001, "OB", new byte[] {0, 1});
      out.writeBytes(head.dataSet());
    }
    out.writeBytes(syntax == Syntax.DEFLATED ? deflated(dataSet()) : dataSet());
    return out.toByteArray();
  }

  public InputStream stream() {
    return new ByteArrayInputStream(toArray());
  }

  private static byte[] encoded(Syntax syntax, int tag, String vr, long length, byte[] value) {
    ByteBuffer out = ByteBuffer.allocate(12 + value.length).order(syntax.order());
    out.putShort((short) (tag >>> 16)).putShort((short) tag);
    if (syntax == Syntax.IMPLICIT || vr.isEmpty()) {
      out.putInt((int) length);
    } else {
      out.put(vr.getBytes(StandardCharsets.US_ASCII));
      if (LONG.contains(vr)) {
        out.putShort((short) 0).putInt((int) length);
      } else {
        out.putShort((short) length);
      }
    }
    out.put(value);
    byte[] written = new byte[out.position()];
    out.flip().get(written);
    return written;
  }

  public static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(bytes);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[4096];
    while (!deflater.finished()) {
      out.write(chunk, 0, deflater.deflate(chunk));
    }
    deflater.end();
    return out.toByteArray();
  }
}
