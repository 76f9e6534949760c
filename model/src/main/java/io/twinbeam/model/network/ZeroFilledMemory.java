package io.twinbeam.model.network;

import com.sun.jna.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the engine fill new memory with zeros.
 *
 * <p>On a CPU, PyTorch's convolutions (oneDNN 3.7) pad channels to a multiple of 8 or 16 and, in
 * backpropagation, multiply padding that nobody has written by weights of 0. What an earlier array
 * left there is harmless unless it is no number: 0 times NaN is NaN, and the run diverges, now and
 * then, at another step each time. PyTorch has a switch against it, which its own Python does not
 * reach either.
 */
final class ZeroFilledMemory {

  private static final Logger LOG = LoggerFactory.getLogger(ZeroFilledMemory.class);
  private static final String SWITCH = "FLAGS_caffe2_cpu_allocator_do_zero_fill";
  private static final String LIBRARY = "c10";

  // Set on first use of this class; the switch holds for the process.
  private static final boolean ON = turnOn();

  private ZeroFilledMemory() {}

  /** Sees to it, once the engine is loaded; tells whether it worked. */
  static boolean ensure() {
    return ON;
  }

  private static boolean turnOn() {
    try {
      // By its name alone: the loader knows the library, since the engine has loaded it.
      NativeLibrary library = NativeLibrary.getInstance(LIBRARY);
      library.getGlobalVariableAddress(SWITCH).setByte(0, (byte) 1);
      return true;
    } catch (UnsatisfiedLinkError e) {
      LOG.warn(
          "{} cannot be set, so a run on a CPU may diverge at random; resume it if it does: {}",
          SWITCH,
          e.getMessage());
      return false;
    }
  }
}
