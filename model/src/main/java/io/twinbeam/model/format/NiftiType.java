package io.twinbeam.model.format;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.nio.ByteBuffer;

/**
 * The voxel types that hold one real number, with their codes in nifti1.h; those of other formats
 * are told in these.
 */
enum NiftiType {
  UINT8(2, 1),
  INT16(4, 2),
  INT32(8, 4),
  FLOAT32(16, 4),
  FLOAT64(64, 8),
  INT8(256, 1),
  UINT16(512, 2),
  UINT32(768, 4),
  INT64(1024, 8),
  UINT64(1280, 8);

  private final int code;
  private final int bytes;

  NiftiType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  int code() {
    return code;
  }

  /** Bytes per voxel. */
  int bytes() {
    return bytes;
  }

  /** The number at byte {@code position}, in the buffer's byte order. */
  double at(ByteBuffer buffer, int position) {
    return switch (this) {
      case UINT8 -> buffer.get(position) & 0xff;
      case INT8 -> buffer.get(position);
      case INT16 -> buffer.getShort(position);
      case UINT16 -> buffer.getShort(position) & 0xffff;
      case INT32 -> buffer.getInt(position);
      case UINT32 -> buffer.getInt(position) & 0xffffffffL;
      case INT64 -> buffer.getLong(position);
      case UINT64 -> unsigned(buffer.getLong(position));
      case FLOAT32 -> buffer.getFloat(position);
      case FLOAT64 -> buffer.getDouble(position);
    };
  }

  /**
   * Intensities of all numbers in a buffer: number times slope plus intercept, in float64, as
   * float32.
   */
  void decode(ByteBuffer from, double slope, double intercept, float[] into) {
    int count = from.limit() / bytes;
    switch (this) {
      case FLOAT32 -> {
        from.asFloatBuffer().get(into, 0, count);
        scale(into, count, slope, intercept);
      }
      case INT16 -> {
        for (int n = 0; n < count; n++) {
          into[n] = (float) (from.getShort(2 * n) * slope + intercept);
        }
      }
      case UINT8 -> {
        for (int n = 0; n < count; n++) {
          into[n] = (float) ((from.get(n) & 0xff) * slope + intercept);
        }
      }
      default -> {
        for (int n = 0; n < count; n++) {
          into[n] = (float) (at(from, n * bytes) * slope + intercept);
        }
      }
    }
  }

  private static void scale(float[] values, int count, double slope, double intercept) {
    boolean unscaled = slope == 1 && intercept == 0;
    for (int n = 0; n < count; n++) {
      // A negative zero becomes 0 either way.
      values[n] = unscaled ? values[n] + 0f : (float) (values[n] * slope + intercept);
    }
  }

  /** Class ids of all numbers in a buffer: number times slope plus intercept, in float64. */
  void decode(ByteBuffer from, double slope, double intercept, byte[] into) {
    int count = from.limit() / bytes;
    if (this == UINT8 && slope == 1 && intercept == 0) {
      from.get(0, into, 0, count);
      return;
    }
    for (int n = 0; n < count; n++) {
      into[n] = VoxelSource.classOf(at(from, n * bytes) * slope + intercept);
    }
  }

  /** The type with the given datatype code. */
  static NiftiType of(int code) {
    for (NiftiType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new InvalidCaseException(
        Fault.UNSUPPORTED,
        "datatype must be a real or integer type of 1 to 8 bytes, its code is "
            + code
            + "; convert colour, complex and bit volumes first");
  }

  // The halved value keeps its last bit, so that rounding to double is done once and rightly.
  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}
