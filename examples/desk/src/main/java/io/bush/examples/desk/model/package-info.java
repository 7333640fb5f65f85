/** What the desk knows and does, without a window: for one thread, that of the user interface. */
@NullMarked
package io.bush.examples.desk.model;

import org.jspecify.annotations.NullMarked;
