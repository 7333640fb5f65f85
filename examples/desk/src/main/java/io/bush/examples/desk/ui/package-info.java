/** The desk's window: shows models, tells actions. On the event thread only. */
@NullMarked
package io.bush.examples.desk.ui;

import org.jspecify.annotations.NullMarked;
