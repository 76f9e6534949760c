package io.twinbeam.model.format.gzip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {

  private static final int BLOCK = 65535;

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Gzip.compress(out, body -> body.write(content));
    return out.toByteArray();
  }

  private static byte[] gunzip(byte[] file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private static int zlibSize(byte[] content) {
    Deflater deflater = new Deflater(6, true);
    deflater.setInput(content);
    deflater.finish();
    byte[] part = new byte[1 << 16];
    while (!deflater.finished()) {
      deflater.deflate(part);
    }
    int size = (int) deflater.getBytesWritten();
    deflater.end();
    return size;
  }

  private static byte[] noise(int size, int values) {
    CounterRandom random = CounterRandom.of(11, "test.gzip.noise." + values, size);
    byte[] bytes = new byte[size];
    for (int n = 0; n < size; n++) {
      bytes[n] = (byte) random.nextInt(values);
    }
    return bytes;
  }

  private static byte[] constant(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  // Byte n as often as the n-th Fibonacci number: the deepest code that a block can ask for.
  private static byte[] fibonacci() {
    int[] values = new int[BLOCK];
    int at = 0;
    int next = 1;
    int last = 1;
    for (int value = 0; at + next <= values.length; value++) {
      Arrays.fill(values, at, at + next, value);
      at += next;
      int sum = next + last;
      last = next;
      next = sum;
    }
    int[] used = Arrays.copyOf(values, at);
    CounterRandom.of(12, "test.gzip.shuffle").shuffle(used);
    byte[] bytes = new byte[at];
    for (int n = 0; n < at; n++) {
      bytes[n] = (byte) used[n];
    }
    return bytes;
  }

  // Noise of which stretches of every length return after every power of two.
  private static byte[] repeats() {
    byte[] bytes = noise(1 << 18, 256);
    CounterRandom random = CounterRandom.of(13, "test.gzip.repeats");
    int at = 1 << 16;
    while (at < bytes.length - 700) {
      int distance = Math.min(at, (1 << random.nextInt(17)) + random.nextInt(3) - 1);
      int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 600 : 40);
      for (int n = 0; n < length && distance > 0; n++) {
        bytes[at + n] = bytes[at + n - distance];
      }
      at += length + random.nextInt(100);
    }
    return bytes;
  }

  static List<Named<byte[]>> contents() {
    List<Named<byte[]>> all = new ArrayList<>();
    all.add(Named.of("nothing", new byte[0]));
    for (int size : new int[] {1, 2, 3, 7, 8, 9, 15, 16, 17, 259, 260, 261, 516, 517, 518, 519}) {
      all.add(Named.of("noise of " + size, noise(size, 256)));
      all.add(Named.of("zeros of " + size, constant(size, 0)));
      all.add(Named.of("255 of " + size, constant(size, 255)));
    }
    for (int blocks = 1; blocks <= 2; blocks++) {
      for (int over = -9; over <= 9; over++) {
        int size = blocks * BLOCK + over;
        all.add(Named.of("noise of " + size, noise(size, 256)));
        all.add(Named.of("bits of " + size, noise(size, 2)));
        all.add(Named.of("zeros of " + size, constant(size, 0)));
      }
    }
    all.add(Named.of("a huge run", constant(50_000_000, 3)));
    all.add(Named.of("Fibonacci frequencies", fibonacci()));
    all.add(Named.of("repeats", repeats()));
    return all;
  }

  @ParameterizedTest
  @MethodSource("contents")
  void zlibReadsBackWhatWasWritten(byte[] content) throws IOException {
    assertArrayEquals(content, gunzip(gzip(content)));
  }

  // A mixture of noise of few or many values, runs and repeats of what came before.
  private static byte[] mixture(CounterRandom random) {
    byte[] bytes = new byte[random.nextInt(1 << random.nextInt(19))];
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(17)));
      int kind = random.nextInt(3);
      int values = 1 + random.nextInt(2 << random.nextInt(8));
      int distance = 1 + random.nextInt(1 << random.nextInt(17));
      for (int n = 0; n < length; n++, at++) {
        bytes[at] =
            switch (kind) {
              case 0 -> (byte) random.nextInt(values);
              case 1 -> (byte) values;
              default -> at < distance ? (byte) at : bytes[at - distance];
            };
      }
    }
    return bytes;
  }

  private static void roundTrips(int rounds) throws IOException {
    for (int round = 0; round < rounds; round++) {
      CounterRandom random = CounterRandom.of(14, "test.gzip.mixture", round);
      byte[] content = mixture(random);
      byte[] file = gzip(content);
      assertArrayEquals(content, gunzip(file), "round " + round);
      int most = content.length + 5 * (content.length / BLOCK + 1) + 20;
      assertTrue(file.length <= most, "round " + round + ": " + file.length);
    }
  }

  @Test
  void hundredsOfMixturesComeBack() throws IOException {
    roundTrips(400);
  }

  @Tag("fuzz")
  @Test
  void tenThousandMixturesComeBack() throws IOException {
    roundTrips(10_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000, 65535, 65536, 100_000})
  void thePartsInWhichAContentIsWrittenDoNotShow(int part) throws IOException {
    byte[] content = repeats();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Gzip.compress(
        out,
        body -> {
          for (int at = 0; at < content.length; at += part) {
            if (part == 1) {
              body.write(content[at]);
            } else {
              body.write(content, at, Math.min(part, content.length - at));
            }
          }
        });
    assertArrayEquals(gzip(content), out.toByteArray());
  }

  // Fixed here so that a change of bytes is seen: artifacts are named by what made them, and
  // producers of gzip files must then raise their version.
  @Test
  void theBytesAreTheSameEverywhere() throws IOException, NoSuchAlgorithmException {
    assertEquals(
        "1f8b08000000000000ff64c6370100000c02302bb5d605f857800072a567ef4155c40300be6c5bd81a000000",
        HexFormat.of()
            .formatHex(gzip("abcdefgh abcdefgh abcdefgh".getBytes(StandardCharsets.US_ASCII))));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Named<byte[]> content : contents()) {
      digest.update(gzip(content.getPayload()));
    }
    assertEquals(
        "401ceddda16ad07cfa6f1622317bef10d28ece6dea012e1b7c9f3ee63cfd9e06",
        HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  void headerAndTrailerAreThoseOfTheStandard() throws IOException {
    byte[] file = gzip(new byte[] {'a'});
    byte[] header = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    assertArrayEquals(header, Arrays.copyOf(file, 10));
    ByteBuffer end = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0xe8b7be43, end.getInt(file.length - 8));
    assertEquals(1, end.getInt(file.length - 4));
  }

  @Test
  void whatCannotBeCompressedIsStored() throws IOException {
    assertEquals(18 + 2 + 4 * 5 + 4 * BLOCK, gzip(noise(4 * BLOCK, 256)).length, 4);
  }

  @Test
  void whatLabelMapsHoldStaysAsSmallAsZlibMakesIt() throws IOException {
    int size = 160;
    byte[] ball = new byte[size * size * size];
    for (int n = 0; n < ball.length; n++) {
      int x = n % size - 70;
      int y = n / size % size - 80;
      int z = n / size / size - 90;
      int radius = (int) Math.sqrt(x * x + y * y + z * z);
      ball[n] = (byte) (radius < 20 ? 2 : radius < 40 ? 1 : 0);
    }
    assertTrue(gzip(ball).length < 2 * zlibSize(ball), gzip(ball).length + " " + zlibSize(ball));
    assertTrue(gzip(constant(1 << 24, 0)).length < 1 << 15);
  }

  @Test
  void floatsWithABackgroundStayAboutAsSmallAsZlibMakesThem() throws IOException {
    CounterRandom random = CounterRandom.of(15, "test.gzip.floats");
    ByteBuffer bytes = ByteBuffer.allocate(4 << 18).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < 1 << 18; n++) {
      bytes.putFloat(n % 512 < 200 ? -0.73125f : (float) random.nextGaussian());
    }
    int zlib = zlibSize(bytes.array());
    assertTrue(gzip(bytes.array()).length < 1.05 * zlib, gzip(bytes.array()).length + " " + zlib);
  }
}
