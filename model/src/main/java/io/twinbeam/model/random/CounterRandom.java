package io.twinbeam.model.random;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * A stream of random numbers that is a pure function of its key: f(seed, purpose, counters). Two
 * streams with one key give the same numbers on any machine, thread or retry.
 *
 * <p>The generator is SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) started at a hash of the key.
 * Not for cryptography. A stream is not thread-safe; make one per use.
 */
public final class CounterRandom {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  private CounterRandom(long state) {
    this.state = state;
  }

  /**
   * The stream of one key.
   *
   * @param seed the run's seed
   * @param purpose what the numbers are for, such as {@code "crop"}: streams of different purposes
   *     are independent
   * @param counters the step, the sample and so on
   */
  public static CounterRandom of(long seed, String purpose, long... counters) {
    long state = mix(seed + GOLDEN);
    state =
        mix(
            state
                ^ Hashing.farmHashFingerprint64()
                    .hashString(purpose, StandardCharsets.UTF_8)
                    .asLong());
    for (long counter : counters) {
      state = mix(state + GOLDEN * (counter + 1));
    }
    return new CounterRandom(state);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Any 64 bits, each value equally likely. */
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, 1), with 53 random bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [{@code low}, {@code high}). */
  public double nextDouble(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** Uniform in 0 .. {@code bound} - 1; the bias is below 2^-32 for any int bound. */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound " + bound + " must be at least 1");
    }
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Standard normal, by the Box-Muller transform. */
  public double nextGaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * nextDouble());
  }

  /**
   * Near to standard normal, at a tenth of the cost: the sum of four uniform numbers of 16 bits
   * each, which ends at 3.46.
   */
  public double nextNearGaussian() {
    long bits = nextLong();
    long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
    // Each has mean 65535 / 2 and variance (65536^2 - 1) / 12.
    return (sum - 131070.0) / 37837.22;
  }

  /** Puts {@code values} in a random order, each order equally likely (Fisher-Yates). */
  public void shuffle(int[] values) {
    for (int last = values.length - 1; last > 0; last--) {
      int other = nextInt(last + 1);
      int kept = values[last];
      values[last] = values[other];
      values[other] = kept;
    }
  }
}
