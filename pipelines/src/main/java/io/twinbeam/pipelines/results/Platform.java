package io.twinbeam.pipelines.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine, as far as the rounding of sums depends on it: the engine chooses its kernels by the
 * vector instructions and the model of the CPU, and by what the environment allows it.
 *
 * @param cpuinfo the lines of {@code /proc/cpuinfo}; none where there is no such file
 * @param environment the variables of this process
 */
record Platform(List<String> cpuinfo, Map<String, String> environment) {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** What keeps the engine from instructions that the CPU has, or lets it round more coarsely. */
  private static final List<String> ENGINE_SETTINGS =
      List.of(
          "ATEN_CPU_CAPABILITY",
          "DNNL_DEFAULT_FPMATH_MODE",
          "DNNL_MAX_CPU_ISA",
          "MKL_CBWR",
          "MKL_ENABLE_INSTRUCTIONS",
          "ONEDNN_DEFAULT_FPMATH_MODE",
          "ONEDNN_MAX_CPU_ISA");

  static Platform here() throws IOException {
    List<String> cpuinfo = Files.isReadable(CPUINFO) ? Files.readAllLines(CPUINFO) : List.of();
    return new Platform(cpuinfo, System.getenv());
  }

  /** What is unknown is an empty text. */
  Map<String, Object> describe(int threads) {
    Map<String, Object> platform = new TreeMap<>();
    platform.put("os", System.getProperty("os.name"));
    platform.put("architecture", System.getProperty("os.arch"));
    platform.put("cpu", field("model name"));
    platform.put("cpuFeatures", vectorInstructions(field("flags", "Features")));
    platform.put("engineSettings", engineSettings());
    platform.put("threads", threads);
    return platform;
  }

  /** The first value of one of these names; the CPUs of a machine are taken to be alike. */
  private String field(String... names) {
    return cpuinfo.stream()
        .map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2 && List.of(names).contains(parts[0].trim()))
        .map(parts -> parts[1].trim())
        .findFirst()
        .orElse("");
  }

  private static String vectorInstructions(String flags) {
    return Stream.of(flags.split(" "))
        .filter(flag -> flag.matches("(sse|ssse|avx|fma|amx|asimd|sve).*"))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private String engineSettings() {
    return ENGINE_SETTINGS.stream()
        .map(name -> environment.containsKey(name) ? name + "=" + environment.get(name) : null)
        .filter(Objects::nonNull)
        .collect(Collectors.joining(" "));
  }
}
