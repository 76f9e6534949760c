package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.List;

/**
 * Arrays that several terms use. Each term is evaluated in a scope of its own that closes what it
 * made; what is kept outlives the scope it was made in and lasts as long as the batch.
 */
interface Shared {

  List<NDArray> arrays();

  static <T extends Shared> T keep(T quantity) {
    quantity.arrays().forEach(NDScope::unregister);
    return quantity;
  }
}
