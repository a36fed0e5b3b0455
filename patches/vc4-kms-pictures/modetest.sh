#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# modetest.sh CONNECTOR MODE [OPTION...]: shows modetest's tiles: over all of the mode in XR24; over them, at 100, 50, in 200 by
# 150 pixels of NV12 in BT.601, at twice that size; and over both, at 450, 300, in 160 by 120 pixels of RG16.
# Options are those of modetest.
connector=$1
mode=$2
shift 2

# Prints the connector's number, and those of its CRTC, the CRTC's primary plane and two overlays, which more CRTCs can have.
objects() {
	awk -v name="$connector" '
		/^[A-Z].*:$/ { section = $1 }
		!/^[0-9]/ { next }
		section == "Encoders:" { mask[$1] = $4 }
		section == "Connectors:" && $4 == name { connector = $1; crtcs = mask[$NF] }
		section == "CRTCs:" { bit = bit ? 2 * bit : 1 }
		section == "CRTCs:" && sprintf("0x%08x", bit) == crtcs { crtc = $1 }
		section != "Planes:" { next }
		$NF == crtcs && !primary { primary = $1 }
		$NF !~ /^0x0*[1248]0*$/ && overlays++ < 2 { overlay = overlay " " $1 }
		END { print connector, crtc, primary overlay }' /tmp/objects
}

modetest -M vc4 -a -e -c -p </dev/null >/tmp/objects
objects | {
	read -r number crtc primary below above
	# drivers that can choose have BT.709 unless told otherwise
	if grep -q COLOR_ENCODING /tmp/objects; then
		set -- "$@" -w "$below:COLOR_ENCODING:0"
	fi
	sleep 2 | modetest -M vc4 -a -F tiles,tiles "$@" -s "$number@$crtc:$mode" -P "$primary@$crtc:$mode@XR24" \
		-P "$below@$crtc:200x150+100+50*2@NV12" -P "$above@$crtc:160x120+450+300@RG16"
}
