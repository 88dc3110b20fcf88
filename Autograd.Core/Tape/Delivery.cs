namespace Autograd.Core;

/// <summary>
/// Where the gradients of one way back arrive: in <see cref="Tensor.Grad"/> or a <see cref="GradientSet"/> for <see cref="Tape.Backward"/>,
/// in a list for <see cref="Tape.Gradient"/>.
/// </summary>
internal readonly struct Delivery
{
    private readonly Tape _tape;
    private readonly Tensor _value;
    private readonly GradientSet? _into;
    private readonly List<(Tensor Leaf, Tensor Gradient)>? _waiting;
    private readonly IReadOnlyList<Tensor>? _targets;
    private readonly Tensor?[] _gradients = [];
    private readonly int _end;
    private readonly bool _handsOver;

    /// <summary>To what <see cref="Tape.Backward"/> accumulates into.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="pending">Room for what is on its way.</param>
    /// <param name="value">What is differentiated.</param>
    /// <param name="into">The set, if there is one.</param>
    /// <param name="waits">Whether nothing arrives before <see cref="End"/>, for the way back may be refused or read what would be
    /// written.</param>
    public Delivery(Tape tape, Tensor?[] pending, Tensor value, GradientSet? into, bool waits)
        : this(tape, pending, value) => (_into, _waiting) = (into, waits ? [] : null);

    /// <summary>To the list that <see cref="Tape.Gradient"/> returns.</summary>
    public Delivery(Tape tape, Tensor?[] pending, Tensor value, IReadOnlyList<Tensor> targets)
        : this(tape, pending, value) => (_targets, _gradients) = (targets, new Tensor?[targets.Count]);

    /// <summary>
    /// To a list, one by one as they arrive, of a way back that ends with a record: the list gets what goes to tensors from before it.
    /// </summary>
    public Delivery(Tape tape, Tensor?[] pending, Tensor value, List<(Tensor Leaf, Tensor Gradient)> arrivals, int first)
        : this(tape, pending, value) => (_waiting, First, _handsOver) = (arrivals, first, true);

    private Delivery(Tape tape, Tensor?[] pending, Tensor value) =>
        (_tape, Pending, _value, _end) = (tape, pending, value, tape.Count);

    /// <summary>What is on its way, by the record that made what it is the gradient of.</summary>
    public Tensor?[] Pending { get; }

    /// <summary>The record with which the way back ends.</summary>
    public int First { get; }

    /// <summary>Whether nothing that the way back may read changes while it runs: it has been looked at before.</summary>
    public bool IsSafe => _targets is null && _waiting is null;

    /// <summary>
    /// Where a leaf's first gradient may be written at once, which is memory that nothing on the way back reads; null where it may not.
    /// </summary>
    public Tensor? Room(Tensor leaf) => IsSafe ? GradientSet.Owner(_into, leaf)?.FreeGrad() : null;

    /// <summary>
    /// Whether some rows of a leaf's gradient may be added to at once, and nothing else; where they may, the caller adds them.
    /// </summary>
    public bool TryTakeRows()
    {
        bool takes = IsSafe && _into is null;
        if (takes)
        {
            _tape.NoteDelivered(_value);
        }

        return takes;
    }

    /// <summary>A gradient that is passed on, in memory that nothing is delivered to meanwhile.</summary>
    public Tensor Apart(Tensor gradient) => gradient.HoldsGrad && _targets is null ? gradient.Copied() : gradient;

    /// <summary>To the record that made the tensor, which is still to come; or to the tensor itself, if none did.</summary>
    public void Route(Tensor tensor, Tensor gradient)
    {
        if (tensor.Tape == _tape && tensor.Node >= First)
        {
            ref Tensor? slot = ref Pending[tensor.Node];
            slot = slot is not null ? slot + gradient : Apart(gradient);
        }
        else
        {
            Add(tensor, gradient);
        }
    }

    /// <summary>Nothing is on its way any more.</summary>
    public void Close() => Array.Clear(Pending, 0, _end);

    /// <summary>A gradient has reached a tensor, which somebody may have asked for.</summary>
    public void Add(Tensor tensor, Tensor gradient)
    {
        for (int i = 0; i < _gradients.Length; i++)
        {
            if (_targets![i] == tensor)
            {
                _gradients[i] = _gradients[i] is { } sum ? sum + gradient : gradient;
            }
        }

        if (_targets is null && (_tape.Collects(tensor) || tensor.Node < First))
        {
            if (_waiting is null)
            {
                Accumulate(tensor, gradient);
            }
            else
            {
                _waiting.Add((tensor, Apart(gradient)));
            }
        }
    }

    /// <summary>All have arrived. Those that are returned share their memory with no other, nor with what was passed in.</summary>
    public Tensor[] End(Tensor? upstream)
    {
        if (_waiting is not null && !_handsOver)
        {
            GradientHooks.Run(_tape, _waiting);
            _tape.Guard?.Expect(_waiting);
            foreach ((Tensor leaf, Tensor gradient) in _waiting)
            {
                Accumulate(leaf, gradient);
            }
        }

        for (int i = 0; i < _gradients.Length; i++)
        {
            if (_gradients[i] is { } sum && _targets![i] is var target)
            {
                _gradients[i] = target.HasHooks && target.Tape != _tape ? sum = target.Hooked(sum) : sum;
                _tape.Guard?.Expect(target, sum);
            }

            bool isShared = _gradients[i] is { } own && (!own.IsPooled || own.RequiresGrad);
            foreach (Tensor? other in (ReadOnlySpan<Tensor?>)[_value, upstream, .. _gradients[..i]])
            {
                isShared |= other is not null && _gradients[i]?.SharesBuffer(other) == true;
            }

            _gradients[i] = isShared ? _gradients[i]! * 1 : _gradients[i] ?? Tensor.Zeros(_targets![i].Shape, _targets[i].DType);
        }

        return _gradients!;
    }

    private void Accumulate(Tensor leaf, Tensor gradient)
    {
        if (GradientSet.Owner(_into, leaf) is { } owner)
        {
            owner.AccumulateGrad(gradient);
            _into?.Arrivals += 1;
            _tape.NoteDelivered(_value);
        }
    }
}
