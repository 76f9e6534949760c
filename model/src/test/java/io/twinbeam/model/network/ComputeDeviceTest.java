package io.twinbeam.model.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComputeDeviceTest {

  @ParameterizedTest
  @CsvSource({
    "cpu,0,cpu",
    "cpu,2,cpu",
    "auto,0,cpu",
    "auto,2,gpu0",
    "gpu:0,1,gpu0",
    "gpu:1,2,gpu1"
  })
  void theSettingPicksTheDevice(String setting, int gpus, String expected) {
    Device device = expected.equals("cpu") ? Device.cpu() : Device.gpu(expected.charAt(3) - '0');
    assertEquals(device, ComputeDevice.select(setting, gpus));
  }

  @Test
  void anAbsentGpuIsAnErrorAndNotACpu() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ComputeDevice.select("gpu:1", 1))
            .getMessage();
    assertTrue(message.contains("gpu:1 is absent"), message);
  }

  @ParameterizedTest
  @CsvSource({"gpu", "GPU:0", "gpu:-1", "gpu:9999999999", "tpu", "''"})
  void otherSettingsAreRefused(String setting) {
    assertThrows(IllegalArgumentException.class, () -> ComputeDevice.select(setting, 4));
  }

  @Test
  void otherThreadsAreRefusedHoweverOftenTheyAreAskedFor() {
    String property = "ai.djl.pytorch.num_threads";
    ComputeDevice.select("cpu"); // The engine has read it by now: nothing here changes its threads.
    String before = System.getProperty(property);
    try {
      System.setProperty(property, "3");
      for (int attempt = 1; attempt <= 2; attempt++) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> ComputeDevice.useThreads(2))
                .getMessage();
        assertTrue(message.contains(property + " is 3 and must be 2"), message);
        assertEquals("3", System.getProperty(property), "the number that the engine has");
      }
      ComputeDevice.useThreads(3);
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  @Test
  void theCpuIsAlwaysThere() {
    assertEquals(Device.cpu(), ComputeDevice.select("cpu"));
  }

  /** Starts the engine, and then sets its threads. */
  static final class ThreadsTooLate {
    public static void main(String[] arguments) {
      ComputeDevice.require("cpu");
      ComputeDevice.useThreads(1);
    }
  }

  /** Results of another number of threads may differ from run to run. */
  @Test
  void threadsAreNotSetInVainOnceTheEngineWasStarted(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                ThreadsTooLate.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertEquals(1, process.waitFor());
    String said = Files.readString(log);
    assertTrue(said.contains("the engine was started before its threads were set"), said);
  }
}
