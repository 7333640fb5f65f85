/** The tests every container must pass; a container module names its server and inherits them. */
@NullMarked
package io.bush.realtime.jakarta.tck;

import org.jspecify.annotations.NullMarked;
