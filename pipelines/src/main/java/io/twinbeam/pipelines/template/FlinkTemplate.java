package io.twinbeam.pipelines.template;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A template on Flink: the words that submit it to a session cluster, and the {@code
 * FlinkDeployment} by which the Flink Kubernetes operator gives it a cluster of its own, in
 * application mode.
 */
public final class FlinkTemplate {

  /** What runs the command on the JobManager; see FlinkApplication. */
  static final String ENTRY_CLASS = "io.twinbeam.pipelines.cli.FlinkApplication";

  private static final String JAR = "local:///opt/flink/usrlib/twinbeam-pipelines.jar";
  private static final String DATA = "data";
  private static final String MAIN_CONTAINER = "flink-main-container";

  /** The user {@code flink} of Flink's images. */
  private static final long USER = 9999;

  /**
   * As in templates/flink/config.yaml, which says why; the operator sets addresses and ports. A
   * TaskManager's memory is that of its pod, so that its heap is what is left.
   */
  private static final ImmutableMap<String, String> CONFIGURATION =
      ImmutableMap.<String, String>builder()
          .put("classloader.parent-first-patterns.additional", "ai.djl.;com.sun.jna.")
          .put("cluster.evenly-spread-out-slots", "true")
          .put("env.java.opts.all", javaOptions())
          // The command waits for its pipeline, then writes summary and report.
          .put("execution.attached", "true")
          .put("restart-strategy.type", "fixed-delay")
          .put("restart-strategy.fixed-delay.attempts", "20")
          .put("restart-strategy.fixed-delay.delay", "2 s")
          .put("state.backend.type", "hashmap")
          .put("taskmanager.memory.managed.size", "128m")
          .put("taskmanager.memory.network.max", "128m")
          .put("taskmanager.memory.network.min", "128m")
          .put("taskmanager.memory.task.off-heap.size", "2g")
          .put("taskmanager.network.sort-shuffle.min-buffers", "64")
          .put("taskmanager.numberOfTaskSlots", "2")
          .build();

  private final Template template;
  private final LaunchSettings settings;

  public FlinkTemplate(Template template, LaunchSettings settings) {
    this.template = template;
    this.settings = settings;
  }

  private static String javaOptions() {
    StringBuilder options = new StringBuilder("-Dai.djl.offline=true");
    for (String name :
        List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.net",
            "java.nio",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic")) {
      options.append(" --add-opens=java.base/").append(name).append("=ALL-UNNAMED");
    }
    return options.toString();
  }

  /**
   * The words that submit to a session cluster.
   *
   * @param script {@code templates/flink/submit}, as the caller finds it
   */
  public List<String> command(String script, LaunchParameters parameters) {
    List<String> words = new ArrayList<>();
    words.add(script);
    words.add(settings.flinkMaster().orElse("HOST:PORT"));
    words.addAll(template.arguments(parameters.values()));
    words.addAll(beamOptions());
    return words;
  }

  private List<String> beamOptions() {
    List<String> options = new ArrayList<>();
    if (settings.parallelism() > 0) {
      options.add("--parallelism=" + settings.parallelism());
    }
    options.addAll(settings.beam());
    return options;
  }

  /** The {@code FlinkDeployment}. */
  public Map<String, Object> deployment(LaunchParameters parameters) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("image", settings.image().orElse("REGISTRY/twinbeam/flink:TAG"));
    spec.put("flinkVersion", "v1_19");
    spec.put("serviceAccount", settings.serviceAccount().orElse("flink"));
    spec.put("mode", "native");
    spec.put("flinkConfiguration", CONFIGURATION);
    spec.put("podTemplate", pod());
    spec.put("jobManager", ImmutableMap.of("resource", resource(1, "2048m")));
    spec.put("taskManager", ImmutableMap.of("resource", resource(2, "6144m")));
    spec.put("job", job(parameters));
    Map<String, Object> deployment = new LinkedHashMap<>();
    deployment.put("apiVersion", "flink.apache.org/v1beta1");
    deployment.put("kind", "FlinkDeployment");
    deployment.put("metadata", ImmutableMap.of("name", settings.name(template)));
    deployment.put("spec", spec);
    return deployment;
  }

  private Map<String, Object> job(LaunchParameters parameters) {
    List<String> arguments = new ArrayList<>(template.arguments(parameters.values()));
    arguments.addAll(List.of("--runner=FlinkRunner", "--flinkMaster=[auto]"));
    arguments.addAll(beamOptions());
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("jarURI", JAR);
    job.put("entryClass", ENTRY_CLASS);
    job.put("args", arguments);
    job.put("parallelism", Math.max(1, settings.parallelism()));
    // The workspace is what a restarted job goes on from.
    job.put("upgradeMode", "stateless");
    return job;
  }

  private static Map<String, Object> resource(int cores, String memory) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("cpu", cores);
    resource.put("memory", memory);
    return resource;
  }

  /** Of JobManager and TaskManagers: nobody is root, and all see the workspace under one path. */
  private Map<String, Object> pod() {
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", MAIN_CONTAINER);
    container.put(
        "securityContext",
        ImmutableMap.of(
            "allowPrivilegeEscalation",
            false,
            "capabilities",
            ImmutableMap.of("drop", List.of("ALL"))));
    container.put("volumeMounts", List.of(ImmutableMap.of("name", DATA, "mountPath", "/data")));
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("runAsNonRoot", true);
    user.put("runAsUser", USER);
    user.put("runAsGroup", USER);
    user.put("fsGroup", USER);
    Map<String, Object> volume = new LinkedHashMap<>();
    volume.put("name", DATA);
    volume.put(
        "persistentVolumeClaim",
        ImmutableMap.of("claimName", settings.claim().orElse("imaging-data")));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("securityContext", user);
    spec.put("containers", List.of(container));
    spec.put("volumes", List.of(volume));
    return ImmutableMap.of("spec", spec);
  }
}
