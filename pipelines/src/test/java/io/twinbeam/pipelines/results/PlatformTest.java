package io.twinbeam.pipelines.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlatformTest {

  @Test
  void instructionsAndModelOfTheFirstCpuAreTold() {
    Map<String, Object> described =
        new Platform(
                List.of(
                    "model name\t: Some CPU @ 2.0GHz",
                    "flags\t\t: fpu vme sse2 avx512f avx2 fma",
                    "",
                    "model name\t: Another"),
                Map.of("ONEDNN_MAX_CPU_ISA", "AVX2", "HOME", "/home"))
            .describe(3);

    assertEquals("Some CPU @ 2.0GHz", described.get("cpu"));
    assertEquals("avx2 avx512f fma sse2", described.get("cpuFeatures"));
    assertEquals("ONEDNN_MAX_CPU_ISA=AVX2", described.get("engineSettings"));
    assertEquals(3, described.get("threads"));
  }

  @Test
  void armNamesItsInstructionsDifferently() {
    Platform platform = new Platform(List.of("Features\t: fp asimd sve2"), Map.of());
    assertEquals("asimd sve2", platform.describe(1).get("cpuFeatures"));
  }

  @Test
  void whereNothingIsKnownNothingIsTold() {
    Map<String, Object> described = new Platform(List.of(), Map.of()).describe(1);
    assertEquals("", described.get("cpu"));
    assertEquals("", described.get("cpuFeatures"));
    assertEquals("", described.get("engineSettings"));
  }
}
