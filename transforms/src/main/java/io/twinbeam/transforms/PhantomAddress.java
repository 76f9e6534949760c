package io.twinbeam.transforms;

import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.transforms.artifact.CanonicalJson;

/**
 * Names one phantom by all that makes it, in place of a file.
 *
 * @param spec how phantoms of this data set look
 * @param seed the data set's seed
 * @param index the case's number
 */
public record PhantomAddress(PhantomSpec spec, long seed, int index) {

  private static final String SCHEME = "phantom:";

  public static boolean matches(String address) {
    return address.startsWith(SCHEME);
  }

  public static PhantomAddress parse(String address) {
    return CanonicalJson.read(address.substring(SCHEME.length()), PhantomAddress.class);
  }

  @Override
  public String toString() {
    return SCHEME + CanonicalJson.write(this);
  }
}
