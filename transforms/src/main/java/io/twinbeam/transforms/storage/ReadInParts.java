package io.twinbeam.transforms.storage;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import com.google.common.math.IntMath;
import java.io.IOException;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The bytes of an object, by several requests side by side. */
final class ReadInParts {

  private final Storage storage;
  private final BlobId id;
  private final int partBytes;

  /**
   * @param partBytes how much of the object one request reads
   */
  ReadInParts(Storage storage, BlobId id, int partBytes) {
    this.storage = storage;
    this.id = id;
    this.partBytes = partBytes;
  }

  /**
   * All of it.
   *
   * @param size as it should be; where the object is shorter, so is what is returned
   * @throws StorageException where the service refuses, or cannot be reached
   */
  byte[] all(long size) throws IOException {
    byte[] content = new byte[Math.toIntExact(size)];
    List<ParallelCalls.Call> parts = new ArrayList<>();
    int[] ends =
        new int[Math.max(1, IntMath.divide(content.length, partBytes, RoundingMode.CEILING))];
    for (int part = 0; part < ends.length; part++) {
      int number = part;
      int from = part * partBytes;
      int length = Math.min(partBytes, content.length - from);
      parts.add(() -> ends[number] = from + fill(ByteBuffer.wrap(content, from, length)));
    }
    ParallelCalls.run(parts);
    int end = Arrays.stream(ends).max().orElse(0);
    return end < content.length ? Arrays.copyOf(content, end) : content;
  }

  /** Fills {@code part}, whose position is that in the object; how much there was. */
  private int fill(ByteBuffer part) throws IOException {
    int from = part.position();
    try (ReadChannel channel = storage.reader(id)) {
      channel.setChunkSize(0); // We have a buffer, and the channel needs none.
      channel.seek(from);
      channel.limit(part.limit());
      while (part.hasRemaining() && channel.read(part) >= 0) {
        // On to the end.
      }
      return part.position() - from;
    } catch (StorageException e) {
      throw new IOException(e); // As the channel itself does.
    }
  }
}
