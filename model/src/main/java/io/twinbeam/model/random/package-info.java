/** Random numbers as pure functions of a key, so that no result depends on who drew before. */
package io.twinbeam.model.random;
