package io.twinbeam.pipelines.mlflow;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * Where a tracking server is and who logs in. Its text never shows the password.
 *
 * @param address the server, without user and password
 * @param token in place of user and password
 */
public record TrackingServer(
    String address, @Nullable String user, @Nullable String password, @Nullable String token) {

  private static final String USER = "MLFLOW_TRACKING_USERNAME";
  private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
  private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

  /**
   * The server that a user names.
   *
   * @param uri http or https, which may hold {@code USER:PASSWORD@}
   * @param environment where MLflow's variables say who logs in otherwise
   * @throws IllegalArgumentException where it is neither; the message does not repeat it
   */
  public static TrackingServer of(String uri, Map<String, String> environment) {
    URI parsed;
    try {
      parsed = new URI(uri);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("must be a URI such as http://localhost:5000");
    }
    String scheme = String.valueOf(parsed.getScheme());
    if (!(scheme.equals("http") || scheme.equals("https")) || parsed.getHost() == null) {
      throw new IllegalArgumentException("must be the http or https address of a tracking server");
    }
    String path = Optional.ofNullable(parsed.getPath()).orElse("").replaceAll("/+$", "");
    String port = parsed.getPort() < 0 ? "" : ":" + parsed.getPort();
    String address = scheme + "://" + parsed.getHost() + port + path;
    String[] login =
        parsed.getUserInfo() == null ? new String[0] : parsed.getUserInfo().split(":", 2);
    return login.length == 2
        ? new TrackingServer(address, login[0], login[1], null)
        : new TrackingServer(
            address, environment.get(USER), environment.get(PASSWORD), environment.get(TOKEN));
  }

  BasicMlflowHostCreds credentials() {
    return new BasicMlflowHostCreds(address, user, password, token, false);
  }

  @Override
  public String toString() {
    return address;
  }
}
