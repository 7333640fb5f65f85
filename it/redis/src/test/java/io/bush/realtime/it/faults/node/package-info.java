/** Nodes under test, in this JVM or in one of their own, and the clients that follow them. */
@NullMarked
package io.bush.realtime.it.faults.node;

import org.jspecify.annotations.NullMarked;
