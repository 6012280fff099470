Component({
  options: { multipleSlots: true },
  properties: { name: String, done: Boolean },
  methods: {
    open() {
      this.triggerEvent('open', { name: this.data.name });
    },
  },
});
