package io.twinbeam.model.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;

/** A MetaImage file put together by hand: 2 x 3 x 4, any line of its header can be replaced. */
public final class MetaImageBytes {

  private final Map<String, String> lines = new LinkedHashMap<>();
  private final ByteBuffer voxels;

  private MetaImageBytes(String type, int bytes, ByteOrder order) {
    voxels = ByteBuffer.allocate(24 * bytes).order(order);
    line("ObjectType", "Image").line("NDims", "3").line("BinaryData", "True");
    line("BinaryDataByteOrderMSB", order == ByteOrder.BIG_ENDIAN ? "True" : "False");
    line("CompressedData", "False").line("DimSize", "2 3 4").line("ElementType", type);
    line("ElementDataFile", "LOCAL");
  }

  public static MetaImageBytes of(String type, int bytes, ByteOrder order) {
    return new MetaImageBytes(type, bytes, order);
  }

  /** A float32, little-endian file whose voxels are 0, 1, 2 ... in file order. */
  public static MetaImageBytes counting() {
    MetaImageBytes file = of("MET_FLOAT", 4, ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < 24; n++) {
      file.voxels.putFloat(4 * n, n);
    }
    return file;
  }

  /** Sets a line; null takes it away. ElementDataFile stays the last. */
  public MetaImageBytes line(String key, String value) {
    String last = lines.remove("ElementDataFile");
    if (value == null) {
      lines.remove(key);
    } else {
      lines.put(key, value);
    }
    if (last != null && !key.equals("ElementDataFile")) {
      lines.put("ElementDataFile", last);
    }
    return this;
  }

  public MetaImageBytes compressed() {
    return line("CompressedData", "True");
  }

  public ByteBuffer voxels() {
    return voxels;
  }

  public byte[] header() {
    StringBuilder text = new StringBuilder();
    lines.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The voxels as they follow the header or fill their own file. */
  public byte[] data() {
    return "True".equals(lines.get("CompressedData")) ? deflate(plain()) : plain();
  }

  /** The voxels before compression. */
  public byte[] plain() {
    byte[] copy = new byte[voxels.capacity()];
    voxels.get(0, copy);
    return copy;
  }

  public byte[] toArray() {
    return join(header(), data());
  }

  public ByteArrayInputStream stream() {
    return new ByteArrayInputStream(toArray());
  }

  public static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  public static byte[] deflate(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream zip = new DeflaterOutputStream(out)) {
      zip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
