/* Shows one page when there is no line. Keeps that page, its style and its symbol; nothing else. */
"use strict";
const KEPT = "offline-1";
const PAGES = ["{{ offline }}", "{% load static %}{% static 'assets/arbeidsrom.css' %}", "{% static 'arbeidsrom/icons/icon.svg' %}"];

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(KEPT).then(function (kept) { return kept.addAll(PAGES); }));
  self.skipWaiting();
});

self.addEventListener("activate", function (event) {
  event.waitUntil(
    caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name !== KEPT; }).map(function (name) { return caches.delete(name); }));
    })
  );
});

self.addEventListener("fetch", function (event) {
  if (event.request.method !== "GET" || event.request.mode !== "navigate") return;
  event.respondWith(fetch(event.request).catch(function () { return caches.match("{{ offline }}"); }));
});
