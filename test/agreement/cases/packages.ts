/** yum, dnf and zypper: confirmation, caches, upgrades. Also inside ONBUILD. */
import { text } from "../../../server/src/core/text/tags.js";
import type { CodeCases } from "./case.js";

export const packageCases: readonly CodeCases[] = [
  {
    code: "DL3030",
    files: [
      text`
        FROM rockylinux:9
        »RUN yum install httpd-2.4.57 && yum clean all
      `,
      text`
        FROM rockylinux:9
        RUN yum install -y epel-release-9 && yum clean all
        »RUN set -e; \
          yum --enablerepo=epel install nginx-1.20 \
          && yum clean all
        »ONBUILD RUN yum install gcc-11 && yum clean all
      `,
      text`
        FROM rockylinux:9
        »RUN <<EOF
        yum install httpd-2.4.57
        yum clean all
        EOF
      `,
      text`
        FROM rockylinux:9
        RUN yum install -y httpd-2.4.57 && yum clean all
        RUN yum -y install httpd-2.4.57 && yum clean all
        RUN yum --assumeyes install httpd-2.4.57 && yum clean all
      `,
      text`
        FROM rockylinux:9
        RUN yum clean all
        RUN yum list installed
        RUN echo yum install
      `,
    ],
  },
  {
    code: "DL3034",
    files: [
      text`
        FROM opensuse/leap:15.6
        »RUN zypper install httpd=2.4.46 && zypper clean
      `,
      text`
        FROM opensuse/leap:15.6
        »RUN zypper remove vim
        »RUN zypper rm vim
        »RUN zypper patch
        »ONBUILD RUN zypper in httpd=2.4.46 && zypper clean
      `,
      text`
        FROM opensuse/leap:15.6
        »RUN zypper source-install httpd && \
          zypper clean
        »RUN zypper si httpd && zypper clean
      `,
      text`
        FROM opensuse/leap:15.6
        RUN zypper -n install httpd=2.4.46 && zypper clean
        RUN zypper --non-interactive install httpd=2.4.46 && zypper clean
        RUN zypper install -y httpd=2.4.46 && zypper clean
        RUN zypper install --no-confirm httpd=2.4.46 && zypper clean
      `,
      text`
        FROM opensuse/leap:15.6
        RUN zypper refresh
        RUN zypper search httpd
      `,
    ],
  },
  {
    code: "DL3035",
    files: [
      text`
        FROM opensuse/leap:15.6
        »RUN zypper -n dist-upgrade
      `,
      text`
        FROM opensuse/leap:15.6
        »RUN zypper refresh && \
          zypper -n dist-upgrade && \
          zypper clean
        »ONBUILD RUN zypper --non-interactive dist-upgrade
      `,
      text`
        FROM opensuse/leap:15.6
        RUN zypper -n update && zypper clean
        RUN zypper -n patch && zypper clean
      `,
      text`
        FROM debian:13-slim
        RUN apt-get -y dist-upgrade
        RUN echo zypper dist-upgrade
      `,
    ],
  },
  {
    code: "DL3036",
    files: [
      text`
        FROM opensuse/leap:15.6
        »RUN zypper install -y httpd=2.4.46
      `,
      text`
        FROM opensuse/leap:15.6
        »RUN zypper clean && zypper -n in httpd=2.4.46
        »ONBUILD RUN zypper install -y httpd=2.4.46
      `,
      text`
        FROM opensuse/leap:15.6 AS build
        »RUN zypper install -y gcc=13 \
          && make
        FROM opensuse/leap:15.6
        COPY --from=build /app /app
      `,
      text`
        FROM opensuse/leap:15.6
        RUN zypper install -y httpd=2.4.46 && zypper clean
        RUN zypper install -y httpd=2.4.46 && zypper cc -a
      `,
      text`
        FROM opensuse/leap:15.6
        RUN --mount=type=cache,target=/var/cache/zypp zypper install -y httpd=2.4.46
      `,
      text`
        FROM opensuse/leap:15.6
        RUN zypper install -y httpd=2.4.46 && rm -rf /var/cache/zypp/*
        RUN zypper refresh
      `,
    ],
  },
  {
    code: "DL3038",
    files: [
      text`
        FROM fedora:44
        »RUN dnf install httpd-2.4.65 && dnf clean all
      `,
      text`
        FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6
        »RUN microdnf install httpd-2.4.62 && microdnf clean all
        »ONBUILD RUN microdnf install httpd-2.4.62 && microdnf clean all
      `,
      text`
        FROM fedora:44
        RUN dnf install -y httpd-2.4.65 && dnf clean all
        »RUN dnf --setopt=tsflags=nodocs install \
            nginx-1.28 \
          && dnf clean all
      `,
      text`
        FROM fedora:44
        RUN dnf -y install httpd-2.4.65 && dnf clean all
        RUN dnf install --assumeyes httpd-2.4.65 && dnf clean all
        RUN microdnf install -y httpd-2.4.65 && microdnf clean all
      `,
      text`
        FROM fedora:44
        RUN dnf clean all
        RUN dnf list installed
      `,
    ],
  },
];
