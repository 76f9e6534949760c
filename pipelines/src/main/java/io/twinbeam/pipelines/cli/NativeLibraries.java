package io.twinbeam.pipelines.cli;

import io.twinbeam.model.network.ComputeDevice;

/**
 * Unpacks the engine's native libraries into {@code DJL_CACHE_DIR} and loads them, when an image is
 * built: workers then start without unpacking, and an image in which they do not load is never
 * made.
 */
public final class NativeLibraries {

  private NativeLibraries() {}

  /** Prints what was loaded. */
  public static void main(String[] arguments) {
    System.out.println(ComputeDevice.describe("cpu"));
  }
}
