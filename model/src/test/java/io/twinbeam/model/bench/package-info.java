/** Speed and memory of the model's arithmetic on real files; started by the scripts in bench/. */
package io.twinbeam.model.bench;
