package io.twinbeam.model.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.InvalidCaseException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NiftiTypeTest {

  private static final int COUNT = 1000;

  static List<Arguments> typesAndScales() {
    double[][] scales = {{1, 0}, {1, -1024}, {-2.5, 0}, {1e-3, 0.1}, {1e300, 1}};
    List<Arguments> all = new ArrayList<>();
    for (NiftiType type : NiftiType.values()) {
      for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        for (double[] scale : scales) {
          all.add(Arguments.of(type, order, scale[0], scale[1]));
        }
      }
    }
    return all;
  }

  // Random bits, among them NaN, infinities, subnormal numbers and both zeros.
  private static ByteBuffer numbers(NiftiType type, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(COUNT * type.bytes()).order(order);
    CounterRandom random = CounterRandom.of(5, "test.decode." + type);
    for (int n = 0; n < bytes.capacity(); n++) {
      bytes.put(n, (byte) random.nextInt(256));
    }
    if (type == NiftiType.FLOAT32) {
      float[] special = {-0f, 0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE};
      for (int n = 0; n < special.length; n++) {
        bytes.putFloat(4 * n, special[n]);
      }
    }
    return bytes;
  }

  @ParameterizedTest(name = "{0} {1} times {2} plus {3}")
  @MethodSource("typesAndScales")
  void intensitiesAreScaledInFloat64AndRoundedOnce(
      NiftiType type, ByteOrder order, double slope, double intercept) {
    ByteBuffer stored = numbers(type, order);
    float[] intensities = new float[COUNT + 1];
    intensities[COUNT] = 7;
    type.decode(stored, slope, intercept, intensities);
    for (int n = 0; n < COUNT; n++) {
      float expected = (float) (type.at(stored, n * type.bytes()) * slope + intercept);
      // Not assertEquals of floats, for which -0 and 0 differ as well but NaN hides its bits.
      assertEquals(Float.floatToRawIntBits(expected), Float.floatToRawIntBits(intensities[n]));
    }
    assertEquals(7, intensities[COUNT], "beyond the last number");
  }

  @ParameterizedTest(name = "{0} {1} times {2} plus {3}")
  @MethodSource("typesAndScales")
  void classesAreThoseOfTheScaledNumbers(
      NiftiType type, ByteOrder order, double slope, double intercept) {
    ByteBuffer stored = numbers(type, order);
    for (int n = 0; n < COUNT; n++) {
      ByteBuffer one = stored.slice(n * type.bytes(), type.bytes()).order(order);
      double value = type.at(one, 0) * slope + intercept;
      byte[] id = new byte[1];
      if (value >= 0 && value <= 255 && value == Math.rint(value)) {
        type.decode(one, slope, intercept, id);
        assertEquals(value, id[0] & 0xff);
      } else if (!(Math.abs(value - Math.rint(value)) <= 1e-4) || value < -1 || value > 256) {
        assertThrows(
            InvalidCaseException.class, () -> type.decode(one, slope, intercept, id), "" + value);
      }
    }
  }
}
