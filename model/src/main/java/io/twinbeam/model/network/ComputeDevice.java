package io.twinbeam.model.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Picks where the networks run: the one place that knows of CPUs and GPUs. */
public final class ComputeDevice {

  private static final Pattern GPU = Pattern.compile("gpu:(\\d{1,3})");

  private static final String THREADS = "ai.djl.pytorch.num_threads";

  private static volatile boolean startedWithAnyThreads;

  private ComputeDevice() {}

  /**
   * The device of a setting.
   *
   * @param setting {@code cpu}, {@code gpu:N} for the GPU of number N, or {@code auto} for the
   *     first GPU if there is one and the CPU if not
   * @throws IllegalArgumentException when the setting is none of these or names an absent GPU
   */
  public static Device select(String setting) {
    return select(setting, gpuCount());
  }

  static Device select(String setting, int gpus) {
    if (setting.equals("cpu")) {
      return Device.cpu();
    }
    if (setting.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    Matcher matcher = GPU.matcher(setting);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "device '" + setting + "' must be auto, cpu or gpu:N, such as gpu:0");
    }
    int number = Integer.parseInt(matcher.group(1));
    if (number >= gpus) {
      throw new IllegalArgumentException(
          "device "
              + setting
              + " is absent, the engine sees "
              + gpus
              + " GPUs; ask for cpu or auto, or add the engine's GPU libraries");
    }
    return Device.gpu(number);
  }

  /**
   * Checks a setting without using the device.
   *
   * @throws IllegalArgumentException as {@link #select} does
   */
  public static void require(String setting) {
    select(setting);
  }

  /** A manager for arrays on {@code device}; the caller closes it. */
  public static NDManager newManager(Device device) {
    return NDManager.newBaseManager(device);
  }

  /**
   * What computes: engine, version and kind of device. Sums are rounded differently by another.
   *
   * @param setting as for {@link #select}
   */
  public static String describe(String setting) {
    Engine engine = engine();
    return engine.getEngineName()
        + " "
        + engine.getVersion()
        + " "
        + select(setting).getDeviceType();
  }

  /** The version of the library through which the engine is called. */
  public static String libraryVersion() {
    return Engine.getDjlVersion();
  }

  /**
   * Sets the number of native threads on the CPU. Heeded by the first call in a process that comes
   * before anything else uses the engine; the engine cannot change it later.
   *
   * @throws IllegalArgumentException where the process was started with another number
   * @throws IllegalStateException where this class has started the engine before, with as many
   *     threads as it likes: results of another number may differ from run to run
   */
  public static void useThreads(int threads) {
    if (startedWithAnyThreads) {
      throw new IllegalStateException("the engine was started before its threads were set");
    }
    set(THREADS, threads);
    set("ai.djl.pytorch.num_interop_threads", 1);
  }

  private static void set(String property, int value) {
    // What is there stays: a refused job must be refused when it is tried again, too.
    Object given = System.getProperties().putIfAbsent(property, Integer.toString(value));
    if (given != null && !given.equals(Integer.toString(value))) {
      throw new IllegalArgumentException(
          "the Java property "
              + property
              + " is "
              + given
              + " and must be "
              + value
              + " as the settings say; leave it out, or, where an earlier job of this worker has set"
              + " it, give the jobs workers of their own");
    }
  }

  private static Engine engine() {
    if (System.getProperty(THREADS) == null) {
      startedWithAnyThreads = true;
    }
    return Engine.getInstance();
  }

  /** GPUs that the engine can use; a machine may have some that the CPU libraries cannot. */
  private static int gpuCount() {
    Engine engine = engine();
    return engine.hasCapability(StandardCapabilities.CUDA) ? engine.getGpuCount() : 0;
  }
}
