package io.twinbeam.pipelines.status;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Arguments as they would be typed, without the secrets in them. */
public final class ShellWords {

  private static final String HIDDEN = "***";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");
  private static final Pattern USER_INFO = Pattern.compile("(://)[^/?#\\s]*@");
  private static final Pattern SECRET =
      Pattern.compile("(--?[a-z0-9]*(password|secret|token|credential|apikey)[a-z0-9]*=).*");

  private ShellWords() {}

  /** One line that a shell takes apart into {@code words} again. */
  public static String join(List<String> words) {
    return words.stream()
        .map(ShellWords::withoutSecrets)
        .map(ShellWords::quote)
        .collect(Collectors.joining(" "));
  }

  /** One line that a shell takes apart into {@code words} again, to be run: nothing is left out. */
  public static String typed(List<String> words) {
    return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
  }

  /** The word as a shell needs it. */
  static String quote(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * {@code text} without user and password of a URI, and without the value of an option whose name
   * tells that it is secret.
   */
  public static String withoutSecrets(String text) {
    boolean secret = SECRET.matcher(text.toLowerCase(Locale.ROOT)).matches();
    return secret
        ? text.substring(0, text.indexOf('=') + 1) + HIDDEN
        : USER_INFO.matcher(text).replaceAll("$1" + HIDDEN + "@");
  }
}
