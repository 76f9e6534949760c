package io.twinbeam.model.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of a safetensors file: named tensors and text about them.
 *
 * <p>The format (github.com/huggingface/safetensors): the header's length in 8 bytes, a JSON header
 * with dtype, shape and place of each tensor, then the numbers, little-endian. Written files hold
 * float32 tensors in the order of their names, so equal content makes equal bytes. Read files may
 * hold int64 tensors too, as PyTorch's counters are.
 *
 * @param tensors by name, sorted
 * @param metadata by key, sorted
 */
public record Safetensors(SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {

  public Safetensors {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /** Writes {@code tensors} and {@code metadata}; leaves the stream open. */
  public static void write(
      Map<String, Tensor> tensors, Map<String, String> metadata, OutputStream stream)
      throws IOException {
    SortedMap<String, Tensor> sorted = new TreeMap<>(tensors);
    stream.write(SafetensorsHeader.encode(sorted, new TreeMap<>(metadata)));
    for (Tensor tensor : sorted.values()) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.multiplyExact(tensor.values().length, Float.BYTES))
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(tensor.values());
      stream.write(bytes.array());
    }
  }

  /**
   * Reads to the end of {@code stream}; leaves it open. Memory grows with the bytes that really
   * come, never with what a header claims.
   *
   * @throws IOException when the bytes break the format, end early or go on too long, or a dtype is
   *     neither F32 nor I64
   */
  public static Safetensors read(InputStream stream) throws IOException {
    SafetensorsHeader header = SafetensorsHeader.decode(stream);
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      byte[] bytes = stream.readNBytes(entry.byteCount());
      if (bytes.length < entry.byteCount()) {
        throw new IOException(
            "safetensors: tensor "
                + entry.name()
                + " must have "
                + entry.byteCount()
                + " bytes, the file ends after "
                + bytes.length
                + "; copy the file again");
      }
      tensors.put(entry.name(), new Tensor(entry.shape(), entry.dtype().floats(bytes)));
    }
    if (stream.read() != -1) {
      throw new IOException("safetensors: bytes follow the last tensor; the header must name all");
    }
    return new Safetensors(tensors, header.metadata());
  }
}
