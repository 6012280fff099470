Component({
  options: { multipleSlots: true, styleIsolation: 'apply-shared' },
  properties: { name: String, done: Boolean },
  methods: {
    open() {
      this.triggerEvent('open', { name: this.data.name });
    },
  },
});
