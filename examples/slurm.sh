#!/bin/bash
# Trains on several machines under Slurm: sbatch examples/slurm.sh PROGRAM [ARGUMENT...]. Two ranks a node, one for each socket of 32 cores.
#SBATCH --job-name=duet
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=2
#SBATCH --ntasks-per-socket=1
#SBATCH --cpus-per-task=32
#SBATCH --hint=nomultithread
#SBATCH --time=01:00:00
#SBATCH --signal=TERM@120
set -euo pipefail
(($#)) || { echo "usage: sbatch $0 PROGRAM [ARGUMENT...]" >&2; exit 2; }

export OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK OMP_PLACES=cores OMP_PROC_BIND=close
# A rank that fails takes the others with it; nobody waits for the dead.
exec srun --mpi=pmix --cpus-per-task="$SLURM_CPUS_PER_TASK" --cpu-bind=cores --kill-on-bad-exit=1 --wait=60 "$@"
