/** Contracts of the plug-in interfaces as tests, and what such tests need. */
@Export
@Version("1.0.0")
package org.tubepost.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
