/** Who is who, and who may be where: what an application has in its database. */
@NullMarked
package io.bush.examples.dialects.account;

import org.jspecify.annotations.NullMarked;
