using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A tensor that training changes, with its gradient. It stands for its value wherever a tensor is expected, and every tape watches it. Its
/// first values depend on the seed, on the parameter's path in the model and on what the layer states, and on nothing else: another layer
/// beside it changes nothing, and it does not matter who looks at them when.
/// </summary>
/// <remarks>
/// Values are drawn when they are first used, in Float32, and converted with the module. A value that was looked at before the layer became
/// part of a larger module is drawn anew for its longer path, unless it was assigned, loaded or trained in between.
/// </remarks>
public sealed class Parameter : ModulePart
{
    private readonly Initializer _initializer, _pyTorch;
    private readonly DType _drawnAs;
    private Tensor? _value, _given;
    private bool _isAssigned;

    /// <summary>
    /// A parameter whose first values are drawn when it is first used, by seed 0, or by <see cref="ModuleExtensions.Initialize"/>.
    /// </summary>
    /// <param name="shape">The shape.</param>
    /// <param name="initializer">How the values are drawn.</param>
    /// <param name="decays">Whether an optimizer's weight decay applies to it: so for weights, not for biases and slopes.</param>
    /// <param name="hasSparseGrad">Whether its gradient is sparse by rows, <see cref="HasSparseGrad"/>.</param>
    /// <param name="pyTorchInitializer">
    /// How the values are drawn by <see cref="Initialization.PyTorch"/>; the initializer itself where none is given.
    /// </param>
    /// <exception cref="ArgumentException">The gradient is to be sparse by rows, and the shape has no axis.</exception>
    public Parameter(
        Shape shape, Initializer initializer, bool decays = true, bool hasSparseGrad = false, Initializer? pyTorchInitializer = null)
        : this(shape, initializer, DType.Float32, decays, hasSparseGrad, pyTorchInitializer)
    {
    }

    /// <summary>A parameter with given values, which are copied. <see cref="ModuleExtensions.Initialize"/> goes back to them.</summary>
    /// <param name="values">Float32 or Float64 values.</param>
    /// <param name="decays">Whether an optimizer's weight decay applies to it: so for weights, not for biases and slopes.</param>
    /// <param name="hasSparseGrad">Whether its gradient is sparse by rows, <see cref="HasSparseGrad"/>.</param>
    /// <exception cref="ArgumentException">
    /// The values are not floating point; or the gradient is to be sparse by rows, and they have no axis.
    /// </exception>
    public Parameter(Tensor values, bool decays = true, bool hasSparseGrad = false)
        : this(ExpectFloats(values).Shape, new Given(values), values.DType, decays, hasSparseGrad) => _value = Own(Draw());

    private Parameter(
        Shape shape, Initializer initializer, DType dtype, bool decays, bool hasSparseGrad, Initializer? pyTorchInitializer = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(initializer);
        if (hasSparseGrad && shape.Rank == 0)
        {
            throw new ArgumentException("A parameter of the shape [] has no rows, so its gradient is not sparse by rows.", nameof(shape));
        }

        Shape = shape;
        _initializer = initializer;
        _pyTorch = pyTorchInitializer ?? initializer;
        _drawnAs = DType = dtype;
        Decays = decays;
        HasSparseGrad = hasSparseGrad;
    }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>The type of the values, Float32 or Float64.</summary>
    public DType DType { get; private set; }

    /// <summary>Whether an optimizer's weight decay applies to the parameter.</summary>
    public bool Decays { get; }

    /// <summary>
    /// Whether the gradient is sparse by rows (<see cref="Tensor.HasSparseGrad"/>): for a table of which a step looks up few rows, as of an
    /// embedding. Backward, clearing and a rule such as plain <see cref="Sgd"/> then cost what these rows do, not what the table does; a
    /// rule with momentum or weight decay and <see cref="Adam"/> visit all rows. No bit of the result depends on it. The parameter lies
    /// outside the memory of the others, in a <see cref="ParameterBlock"/> of its own.
    /// </summary>
    public bool HasSparseGrad { get; }

    /// <summary>
    /// Whether training changes the parameter, as at first. Where not, it is frozen: tapes do not watch it, and optimizers leave it alone.
    /// </summary>
    public bool RequiresGrad
    {
        get;
        set
        {
            field = value;
            if (_value is not null)
            {
                _value.RequiresGrad = value;
                _value.ZeroGrad();
            }
        }
    } = true;

    /// <summary>The values.</summary>
    public Tensor Value => _value ?? First();

    /// <summary>The gradient of the last backward passes, or null.</summary>
    public Tensor? Grad => (_value ?? _given)?.Grad;

    /// <summary>The parameter's value.</summary>
    public static implicit operator Tensor(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.Value;
    }

    /// <summary>The parameter's value.</summary>
    public Tensor ToTensor() => Value;

    /// <summary>
    /// A parameter that is the tensor, not a copy of it: so an optimizer takes plain tensors, as in <c>new Sgd([slope, offset], 0.1)</c>.
    /// Every tape watches the tensor from when an optimizer or a module has taken it, or the parameter's value is first used.
    /// </summary>
    public static implicit operator Parameter(Tensor tensor) => FromTensor(tensor);

    /// <summary>The same as the conversion.</summary>
    /// <param name="tensor">A Float32 or Float64 tensor.</param>
    /// <exception cref="ArgumentException">The tensor is not floating point.</exception>
    public static Parameter FromTensor(Tensor tensor)
    {
        // An optimizer that refuses its settings leaves the tensor as it is.
        return new(ExpectFloats(tensor).Shape, new Given(tensor), tensor.DType, decays: true, tensor.HasSparseGrad) { _given = tensor };
    }

    /// <summary>Copies values into the parameter.</summary>
    /// <param name="values">Values of the parameter's shape and type.</param>
    /// <exception cref="ArgumentException">The shape or the type is another.</exception>
    public void Assign(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Mismatch(values) is not null)
        {
            throw new ArgumentException($"The parameter {Title} is {DType} {Shape}; got {values.DType} {values.Shape}.", nameof(values));
        }

        Load(values);
    }

    /// <summary>The path, shape and type.</summary>
    public override string ToString() => $"{Path} {Shape} {DType}".TrimStart();

    /// <summary>What messages call the parameter: its path or, where it is no part of a module, its shape.</summary>
    internal string Title => TitleOf(Shape);

    /// <summary>What makes two parameters the same: the tensor that both are; nobody can have it yet where it was not drawn.</summary>
    internal object Identity => _value ?? _given ?? (object)this;

    /// <summary>Makes a plain tensor a parameter, now that somebody has taken it.</summary>
    internal void Take() => _ = _given is null ? null : Value;

    // Drawing is repeated to see whether somebody has written to the value meanwhile: that is rare, and needs no memory.
    internal override bool IsAsDrawn => _value is not null && !_isAssigned && _value.ElementsEqual(Draw());

    internal override Tensor State => Value;

    internal override Tensor? Existing => _value ?? _given;

    internal override (Shape Shape, DType DType)? Form => (Shape, DType);

    internal override void DrawAnew()
    {
        _isAssigned = false;
        Take();
        if (_value is null)
        {
            First();
            return;
        }

        // In place: optimizers know the tensor.
        Draw().CopyTo(_value);
        _value.ZeroGrad();
    }

    internal override void ConvertTo(DType dtype)
    {
        Take();
        DType = dtype;
        if (_value is not null && _value.DType != dtype)
        {
            Tensor value = _value;
            _value = Own(Elements.Apart(() => value.To(dtype)));
        }
    }

    internal override void Load(Tensor values)
    {
        Take();
        Adopt(_value is null ? values.Detach() : values);
    }

    internal override void Adopt(Tensor values)
    {
        _isAssigned = true;
        Take();
        if (_value is null)
        {
            _value = Own(values);
        }
        else
        {
            values.CopyTo(_value);
        }
    }

    private Tensor First()
    {
        // Two threads that come here together draw the same values; one of the tensors is kept.
        Interlocked.CompareExchange(ref _value, Own(_given ?? Draw()), null);
        return _value;
    }

    private Tensor Draw() => Elements.Apart(() =>
    {
        Initializer initializer = Initialization == Initialization.PyTorch ? _pyTorch : _initializer;
        Tensor values = initializer.Draw(Shape, _drawnAs, new Generator(Seed).Fork(PathHash.Of(Path)), Owner?.GainBehind() ?? 1);
        return values is not null && values.Shape == Shape && values.DType == _drawnAs
            ? values.To(DType)
            : throw new InvalidOperationException(
                values is null
                    ? $"{initializer.GetType().Name}: its Draw returned null for the parameter {Title}; expected {_drawnAs} {Shape}."
                    : $"The initializer {initializer.GetType().Name} gave {values.DType} {values.Shape} for the parameter {Title}; " +
                        $"expected {_drawnAs} {Shape}.");
    });

    private Tensor Own(Tensor value)
    {
        value.RequiresGrad = RequiresGrad;
        value.HasSparseGrad = HasSparseGrad;
        return value;
    }

    private static Tensor ExpectFloats(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.DType.IsFloat()
            ? values
            : throw new ArgumentException(
                $"A parameter of {values.DType} has no gradient; expected Float32 or Float64. Keep it in a ModuleBuffer.", nameof(values));
    }
}
