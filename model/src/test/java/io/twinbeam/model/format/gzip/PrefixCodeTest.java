package io.twinbeam.model.format.gzip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.model.random.CounterRandom;
import java.util.Arrays;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixCodeTest {

  private static int[] fibonacci(int count) {
    int[] numbers = new int[count];
    Arrays.fill(numbers, 1);
    for (int n = 2; n < count; n++) {
      numbers[n] = numbers[n - 1] + numbers[n - 2];
    }
    return numbers;
  }

  private static long total(int[] frequencies, int... lengths) {
    long bits = 0;
    for (int n = 0; n < lengths.length; n++) {
      bits += (long) frequencies[n] * lengths[n];
    }
    return bits;
  }

  // The sum of 2^-length in units of 2^-limit.
  private static long spent(int limit, int... lengths) {
    return Arrays.stream(lengths).filter(bits -> bits > 0).mapToLong(b -> 1L << (limit - b)).sum();
  }

  // The least total length without a limit: the sum of all sums that Huffman's method makes.
  private static long huffman(int... frequencies) {
    PriorityQueue<Long> queue = new PriorityQueue<>();
    Arrays.stream(frequencies).filter(f -> f > 0).forEach(f -> queue.add((long) f));
    long bits = 0;
    while (queue.size() > 1) {
      long sum = queue.remove() + queue.remove();
      bits += sum;
      queue.add(sum);
    }
    return bits;
  }

  // The least total length with a limit, from trying all lengths.
  private static long best(int[] frequencies, int limit, int symbol, long left) {
    if (symbol == frequencies.length) {
      return left >= 0 ? 0 : Long.MAX_VALUE / 2;
    }
    long least = Long.MAX_VALUE / 2;
    for (int bits = 1; bits <= limit && left > 0; bits++) {
      long rest = best(frequencies, limit, symbol + 1, left - (1L << (limit - bits)));
      least = Math.min(least, (long) frequencies[symbol] * bits + rest);
    }
    return least;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 19, 30, 286})
  void withoutNeedOfTheLimitTheTotalIsHuffmans(int count) {
    for (int round = 0; round < 50; round++) {
      CounterRandom random = CounterRandom.of(9, "test.huffman." + count, round);
      int[] frequencies = new int[Math.max(2, count)];
      for (int n = 0; n < count; n++) {
        frequencies[n] = random.nextInt(1 << random.nextInt(16));
      }
      int[] lengths = PrefixCode.lengths(frequencies, 30);
      if (Arrays.stream(frequencies).filter(f -> f > 0).count() > 1) {
        assertEquals(huffman(frequencies), total(frequencies, lengths));
        for (int n = 0; n < frequencies.length; n++) {
          assertEquals(frequencies[n] > 0, lengths[n] > 0);
        }
      }
      assertEquals(1L << 30, spent(30, lengths), "every bit sequence means something");
    }
  }

  @Test
  void theTotalIsTheLeastThatTheLimitAllows() {
    for (int round = 0; round < 200; round++) {
      CounterRandom random = CounterRandom.of(9, "test.limited", round);
      int[] frequencies = new int[2 + random.nextInt(5)];
      for (int n = 0; n < frequencies.length; n++) {
        frequencies[n] = 1 + random.nextInt(1 << random.nextInt(12));
      }
      for (int limit = 3; limit <= 5; limit++) {
        int[] lengths = PrefixCode.lengths(frequencies, limit);
        assertTrue(Arrays.stream(lengths).max().orElseThrow() <= limit);
        assertEquals(best(frequencies, limit, 0, 1L << limit), total(frequencies, lengths));
      }
    }
  }

  @Test
  void fibonacciFrequenciesAreHeldToTheLimit() {
    int[] frequencies = fibonacci(40);
    assertEquals(39, Arrays.stream(PrefixCode.lengths(frequencies, 40)).max().orElseThrow());
    for (int limit : new int[] {6, 7, 14, 15}) {
      int[] lengths = PrefixCode.lengths(frequencies, limit);
      assertEquals(limit, Arrays.stream(lengths).max().orElseThrow());
      assertEquals(1L << limit, spent(limit, lengths));
    }
  }

  @Test
  void asManySymbolsAsTheLimitAllowsGetCodesOfOneLength() {
    int[] frequencies = fibonacci(32);
    int[] lengths = new int[32];
    Arrays.fill(lengths, 5);
    assertArrayEquals(lengths, PrefixCode.lengths(frequencies, 5));
  }

  @Test
  void aLoneSymbolGetsCompany() {
    assertArrayEquals(new int[] {1, 1, 0}, PrefixCode.lengths(new int[] {0, 0, 0}, 14));
    assertArrayEquals(new int[] {1, 1, 0}, PrefixCode.lengths(new int[] {5, 0, 0}, 14));
    assertArrayEquals(new int[] {1, 0, 1}, PrefixCode.lengths(new int[] {0, 0, 5}, 14));
  }

  @Test
  void codesAreThoseOfTheStandardsExample() {
    // RFC 1951, section 3.2.2: 010 011 100 101 110 00 1110 1111, here from the lowest bit on.
    int[] codes = PrefixCode.codes(3, 3, 3, 3, 3, 2, 4, 4);
    int[] expected = {0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111};
    assertArrayEquals(expected, Arrays.stream(codes).map(PrefixCode::bits).toArray());
    assertEquals(4, PrefixCode.length(codes[7]));
    assertEquals(2, PrefixCode.length(codes[5]));
  }
}
