package io.twinbeam.model.format;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How one number of an HDF5 data set is stored.
 *
 * @param type its type; float32 where it is stored as float16
 * @param order its byte order
 * @param half whether it is stored as float16
 */
record Hdf5Element(NiftiType type, ByteOrder order, boolean half) {

  /** The element of a data set, refused where it is no plain number. */
  static Hdf5Element of(DataType declared, String dataset) {
    // What h5py writes for booleans: an enumeration over int8.
    DataType type = declared instanceof EnumDataType names ? names.getBaseType() : declared;
    NiftiType plain = null;
    if (type instanceof FixedPoint whole) {
      boolean full = whole.getBitOffset() == 0 && whole.getBitPrecision() == whole.getSize() * 8;
      plain = full ? whole(whole.getSize(), whole.isSigned()) : null;
      return new Hdf5Element(known(plain, declared, dataset), whole.getByteOrder(), false);
    }
    if (type instanceof FloatingPoint real) {
      plain = real(real);
      return new Hdf5Element(
          known(plain, declared, dataset), real.getByteOrder(), real.getSize() == 2);
    }
    throw refusal(declared, dataset);
  }

  /** Bytes of one stored number. */
  int bytes() {
    return half ? 2 : type.bytes();
  }

  double at(ByteBuffer buffer, int index) {
    return half
        ? FloatingPoint.toFloat(buffer.getShort(2 * index))
        : type.at(buffer, index * type.bytes());
  }

  private static NiftiType whole(int bytes, boolean signed) {
    return switch (bytes) {
      case 1 -> signed ? NiftiType.INT8 : NiftiType.UINT8;
      case 2 -> signed ? NiftiType.INT16 : NiftiType.UINT16;
      case 4 -> signed ? NiftiType.INT32 : NiftiType.UINT32;
      case 8 -> signed ? NiftiType.INT64 : NiftiType.UINT64;
      default -> null;
    };
  }

  // IEEE 754 binary16, 32 and 64.
  private static NiftiType real(FloatingPoint real) {
    int exponent = real.getExponentSize();
    int mantissa = real.getMantissaSize();
    return switch (real.getSize()) {
      case 2 -> exponent == 5 && mantissa == 10 ? NiftiType.FLOAT32 : null;
      case 4 -> exponent == 8 && mantissa == 23 ? NiftiType.FLOAT32 : null;
      case 8 -> exponent == 11 && mantissa == 52 ? NiftiType.FLOAT64 : null;
      default -> null;
    };
  }

  private static NiftiType known(NiftiType type, DataType declared, String dataset) {
    if (type == null) {
      throw refusal(declared, dataset);
    }
    return type;
  }

  private static InvalidCaseException refusal(DataType declared, String dataset) {
    return new InvalidCaseException(
        Fault.UNSUPPORTED,
        "HDF5 data set '"
            + dataset
            + "' must hold whole numbers of 1 to 8 bytes or IEEE reals of 2 to 8, holds "
            + declared.getClass().getSimpleName()
            + " of "
            + declared.getSize()
            + " bytes; convert it to float32");
  }
}
