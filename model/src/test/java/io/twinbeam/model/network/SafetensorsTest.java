package io.twinbeam.model.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {

  private static final Tensor MATRIX =
      new Tensor(new long[] {2, 3}, new float[] {1, -2, 0.5f, Float.MIN_VALUE, 1e30f, -0f});
  private static final Tensor SCALAR = new Tensor(new long[0], new float[] {7});
  private static final Tensor EMPTY = new Tensor(new long[] {0, 4}, new float[0]);

  private static byte[] written(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Safetensors.write(tensors, metadata, bytes);
    return bytes.toByteArray();
  }

  private static Safetensors read(byte[] bytes) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(bytes));
  }

  /** A file of the given header and {@code data} zero bytes. */
  private static byte[] file(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Map<String, Tensor> tensors = Map.of("w", MATRIX, "n", SCALAR, "e", EMPTY, "\"é", SCALAR);
    Safetensors content = read(written(tensors, Map.of("step", "12")));
    assertEquals(tensors, content.tensors());
    assertEquals(Map.of("step", "12"), content.metadata());
  }

  @Test
  void bytesDependOnContentAloneAndNumbersAreAligned() throws IOException {
    Map<String, Tensor> forwards = new LinkedHashMap<>();
    forwards.put("a", MATRIX);
    forwards.put("b", SCALAR);
    Map<String, Tensor> backwards = new LinkedHashMap<>();
    backwards.put("b", SCALAR);
    backwards.put("a", MATRIX);
    byte[] bytes = written(forwards, Map.of("k", "v"));
    assertArrayEquals(bytes, written(backwards, Map.of("k", "v")));
    assertEquals(0, (bytes.length - 7 * Float.BYTES) % 8);
  }

  @Test
  void layoutIsThatOfTheFormat() throws IOException {
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},\"w\":{\"dtype\":\"F32\",\"shape\":[],"
            + "\"data_offsets\":[0,4]}}";
    byte[] bytes = written(Map.of("w", SCALAR), Map.of("k", "v"));
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(header, new String(bytes, 8, length, StandardCharsets.UTF_8).stripTrailing());
    assertArrayEquals(
        new byte[] {0, 0, (byte) 0xe0, 0x40}, Arrays.copyOfRange(bytes, 8 + length, 12 + length));
  }

  @Test
  void countersOfPyTorchAreRead() throws IOException {
    byte[] bytes = file("{\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}", 8);
    bytes[bytes.length - 8] = 42;
    assertEquals(new Tensor(new long[0], new float[] {42}), read(bytes).tensors().get("n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|0|JSON object",
        "{\"a\":|0|must be JSON",
        "{} {}|0|must be JSON",
        "{\"a\":1}|0|must be F32",
        "{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]}}|2|save the weights as",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}|8|must have 4 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|must start at 0",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}|8|begin and an end",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}|4|whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}|4|whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|3|ends after 3",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|5|bytes follow",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}|4|large",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|Duplicate",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|4|must start at 4",
        "{\"__metadata__\":{\"k\":1}}|0|must be text",
        "{\"__metadata__\":3}|0|must be an object",
      })
  void brokenFilesAreRefusedWithTheReason(String header, int data, String reason) {
    IOException fault = assertThrows(IOException.class, () -> read(file(header, data)));
    assertTrue(fault.getMessage().contains(reason), fault.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775807", "-1", "1", "16777217", "1000000"})
  void headersThatAreTooLongOrTooShortAreRefused(long length) {
    byte[] bytes = file("{}", 0);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    IOException fault = assertThrows(IOException.class, () -> read(bytes));
    assertTrue(fault.getMessage().contains("header"), fault.getMessage());
  }

  @Test
  void aClaimOfManyBytesCostsNoMemory() {
    // 2 GB are claimed, more than the tests' heap.
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[536870911],\"data_offsets\":[0,2147483644]}}";
    assertThrows(IOException.class, () -> read(file(header, 100)));
  }

  @Test
  void flippedBytesNeverBreakOutOfTheContract() throws IOException {
    byte[] good = written(Map.of("w", MATRIX, "n", SCALAR), Map.of("k", "v"));
    Random random = new Random(1);
    int refused = 0;
    for (int n = 0; n < 2000; n++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      bytes = random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
      try {
        assertEquals(2, read(bytes).tensors().size());
      } catch (IOException expected) {
        refused++;
      }
    }
    assertTrue(refused > 1000, refused + " refused");
  }

  @Test
  void wrongNumbersOfValuesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Tensor(new long[] {2, 2}, new float[3]));
    assertThrows(
        IllegalArgumentException.class, () -> new Tensor(new long[] {-1, -1}, new float[1]));
  }
}
