package io.twinbeam.transforms.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import javax.annotation.Nullable;

/** The bytes of an object in memory: read as they were found, or stored when it is closed. */
final class ObjectChannel implements SeekableByteChannel {

  /** Stores what was written. */
  @FunctionalInterface
  interface End {
    void store(byte[] content) throws IOException;
  }

  private byte[] content;
  private int size;
  private int position;
  private boolean open = true;
  @Nullable private final End end;

  /**
   * @param content what is there already
   * @param end null for a channel to read from
   */
  ObjectChannel(byte[] content, @Nullable End end) {
    this.content = content;
    this.size = content.length;
    this.position = end == null ? 0 : size;
    this.end = end;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    requireOpen();
    if (end != null) {
      throw new NonReadableChannelException();
    }
    if (position >= size) {
      return -1;
    }
    int count = Math.min(into.remaining(), size - position);
    into.put(content, position, count);
    position += count;
    return count;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    requireOpen();
    if (end == null) {
      throw new NonWritableChannelException();
    }
    int count = from.remaining();
    int needed = Math.addExact(position, count);
    if (needed > content.length) {
      content = Arrays.copyOf(content, (int) Math.max(needed, Math.min(2L * needed, 1 << 30)));
    }
    from.get(content, position, count);
    position = needed;
    size = Math.max(size, position);
    return count;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long changed) {
    if (end != null && changed > size) {
      throw new IllegalArgumentException("an object has no holes: " + changed + " of " + size);
    }
    position = Math.toIntExact(changed);
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public SeekableByteChannel truncate(long most) {
    if (end == null) {
      throw new NonWritableChannelException();
    }
    size = (int) Math.min(size, most);
    position = Math.min(position, size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    if (open) {
      open = false;
      if (end != null) {
        end.store(Arrays.copyOf(content, size));
      }
    }
  }
}
