package io.twinbeam.pipelines.cli;

import io.twinbeam.transforms.RunName;
import java.util.List;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** Which of an experiment's runs is meant. */
final class TeacherChoice {

  @Option(names = "--method", paramLabel = "NAME", description = "The method of the run to use.")
  private String method;

  @Option(names = "--seed", paramLabel = "N", description = "The seed of the run to use.")
  private Long seed;

  @Option(names = "--fold", paramLabel = "N", description = "The fold of the run to use, from 1.")
  private Integer fold;

  /**
   * The only one of {@code runs} that the options leave.
   *
   * @param runs at least one
   * @throws UsageException listing the runs where the options leave none or several
   */
  RunName of(List<RunName> runs) {
    List<RunName> left = runs.stream().filter(this::isMeant).toList();
    if (left.size() == 1) {
      return left.get(0);
    }
    List<RunName> listed = left.isEmpty() ? runs : left;
    throw new UsageException(
        (left.isEmpty() ? "no run is meant" : left.size() + " runs are meant")
            + "; choose one by --method, --seed and --fold: "
            + listed.stream().map(RunName::runId).collect(Collectors.joining(", ")));
  }

  private boolean isMeant(RunName run) {
    return isAny(method, run.method()) && isAny(seed, run.seed()) && isAny(fold, run.fold());
  }

  private static boolean isAny(@Nullable Object wanted, Object actual) {
    return wanted == null || wanted.equals(actual);
  }
}
