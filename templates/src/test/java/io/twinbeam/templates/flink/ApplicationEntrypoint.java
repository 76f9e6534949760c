package io.twinbeam.templates.flink;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.DefaultPackagedProgramRetriever;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/**
 * What a JobManager in application mode starts: as Flink's own for Kubernetes, but for the resource
 * manager, which waits for TaskManagers that somebody else starts.
 */
@SuppressWarnings("try") // Flink's own close() may be interrupted.
public final class ApplicationEntrypoint extends ApplicationClusterEntryPoint {

  private ApplicationEntrypoint(Configuration configuration, PackagedProgram program) {
    super(configuration, program, StandaloneResourceManagerFactory.getInstance());
  }

  /**
   * Runs an application to its end.
   *
   * @param arguments the folder of Flink's configuration, the folder of the application's jars,
   *     settings of Flink with commas between, the entry class, and its arguments
   */
  public static void main(String[] arguments) throws Exception {
    Configuration given = new Configuration();
    for (String setting : arguments[2].split(",", -1)) {
      List<String> pair = List.of(setting.split("=", 2));
      given.setString(pair.get(0), pair.get(1));
    }
    Configuration configuration = GlobalConfiguration.loadConfiguration(arguments[0], given);
    PackagedProgram program =
        DefaultPackagedProgramRetriever.create(
                new File(arguments[1]),
                arguments[3],
                Arrays.copyOfRange(arguments, 4, arguments.length),
                configuration)
            .getPackagedProgram();
    configureExecution(configuration, program);
    ClusterEntrypoint.runClusterEntrypoint(new ApplicationEntrypoint(configuration, program));
  }
}
