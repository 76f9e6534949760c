package io.twinbeam.model.format;

import io.jhdf.Superblock;
import io.jhdf.storage.HdfBackingStorage;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The bytes of an HDF5 file for jhdf, none of them copied. It hands out a few times the file's size
 * and no more, so that a crafted file, whose nodes lead to one another over and over, ends in a
 * refusal.
 */
final class Hdf5Storage implements HdfBackingStorage {

  private static final long SIGNATURE = 0x894844460d0a1a0aL;
  private static final int FIRST_OTHER_START = 512;
  private static final long BUDGET_FACTOR = 4;
  private static final long BUDGET_OTHER = 1 << 24;
  private static final long LEAST_CHARGE = 64;

  private final ByteBuffer bytes;
  private final Superblock superblock;
  private final Hdf5Boasts boasts;
  private long budget;

  private Hdf5Storage(ByteBuffer bytes, Superblock superblock) {
    this.bytes = bytes;
    this.superblock = superblock;
    this.boasts =
        new Hdf5Boasts(
            bytes.capacity(), superblock.getSizeOfOffsets(), superblock.getSizeOfLengths());
    this.budget = BUDGET_FACTOR * bytes.capacity() + BUDGET_OTHER;
  }

  /** Finds the signature, at byte 0 or after a block of the user's own, and reads what follows. */
  static Hdf5Storage open(byte[] file) {
    int start = 0;
    ByteBuffer whole = ByteBuffer.wrap(file);
    while (start + Long.BYTES <= file.length && whole.getLong(start) != SIGNATURE) {
      // Beyond 2^30 the next start would not fit an int.
      start = start == 0 ? FIRST_OTHER_START : start > (1 << 29) ? file.length : start * 2;
    }
    if (start + Long.BYTES > file.length) {
      throw new InvalidCaseException(
          file.length == 0 ? Fault.UNREADABLE : Fault.MALFORMED,
          "an HDF5 file must have its signature at byte 0, 512, 1024 ..., has none in "
              + file.length
              + " bytes; check that it is HDF5, and its transfer");
    }
    // All addresses count from the signature.
    ByteBuffer bytes = whole.slice(start, file.length - start).order(ByteOrder.LITTLE_ENDIAN);
    Superblock superblock = Superblock.readSuperblock(bytes.duplicate().order(bytes.order()));
    requireSize(superblock.getSizeOfOffsets());
    requireSize(superblock.getSizeOfLengths());
    long declared = superblock.getEndOfFileAddress() - superblock.getBaseAddressByte();
    if (declared > bytes.capacity()) {
      throw CaseStream.truncated("HDF5 file", declared, bytes.capacity());
    }
    return new Hdf5Storage(bytes, superblock);
  }

  private static void requireSize(int bytes) {
    if (bytes != 2 && bytes != 4 && bytes != 8) {
      throw new InvalidCaseException(
          Fault.MALFORMED,
          "HDF5 addresses and lengths must take 2, 4 or 8 bytes, take "
              + bytes
              + "; write the file again");
    }
  }

  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    return map(address, length);
  }

  @Override
  public ByteBuffer map(long address, long length) {
    if (address < 0 || length < 0 || address > bytes.capacity() - length) {
      throw new InvalidCaseException(
          Fault.MALFORMED,
          "HDF5 addresses must lie within the file's "
              + bytes.capacity()
              + " bytes, "
              + length
              + " are wanted from "
              + address
              + "; write the file again");
    }
    budget -= Math.max(length, LEAST_CHARGE);
    if (budget < 0) {
      throw new InvalidCaseException(
          Fault.MALFORMED,
          "the parts of an HDF5 file must not overlap, but are read again and again; write the file"
              + " again");
    }
    ByteBuffer part = bytes.slice((int) address, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    boasts.refuse(part);
    return part;
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    return map(address, length);
  }

  @Override
  public long getUserBlockSize() {
    return superblock.getBaseAddressByte();
  }

  @Override
  public Superblock getSuperblock() {
    return superblock;
  }

  @Override
  public FileChannel getFileChannel() {
    throw new UnsupportedOperationException("the file is in memory");
  }

  @Override
  public int getSizeOfOffsets() {
    return superblock.getSizeOfOffsets();
  }

  @Override
  public int getSizeOfLengths() {
    return superblock.getSizeOfLengths();
  }

  @Override
  public void close() {
    // Nothing is held but memory.
  }

  @Override
  public long size() {
    return bytes.capacity();
  }

  @Override
  public boolean inMemory() {
    return true;
  }
}
