// What a phone needs to install the page.
export const MANIFEST = JSON.stringify({
  id: '/',
  name: 'Sallyport',
  short_name: 'Sallyport',
  description: 'Your agents ask. You decide.',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  background_color: '#f3f3ef',
  theme_color: '#f3f3ef',
  icons: [
    { src: '/assets/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    ...[192, 512].map((size) => ({
      src: `/assets/icon-${size}.png`,
      sizes: `${size}x${size}`,
      type: 'image/png',
      purpose: 'any maskable',
    })),
  ],
});
